import type { Backoff, RetryPolicy } from '@oms/kernel';

/** What a channel did with a message. */
export type SendResult =
  | { readonly kind: 'Accepted' }
  /** A transient error: the channel is down, busy, or did not answer. */
  | { readonly kind: 'Unavailable'; readonly reason: string }
  /** The channel will never accept it, such as for an address that does not exist. */
  | { readonly kind: 'Rejected'; readonly reason: string };

/** The result of an attempt to deliver a notification. */
export type DeliveryResult =
  | { readonly kind: 'Sent' }
  | { readonly kind: 'Retry'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'Failed'; readonly reason: string };

/** How a notification that could not be delivered is tried again. */
export interface DeliveryRetries {
  readonly policy: RetryPolicy;
  readonly backoff: Backoff;
}

/** `attempts` counts this one. */
export const deliveryResult = (
  sent: SendResult,
  attempts: number,
  { policy, backoff }: DeliveryRetries,
): DeliveryResult => {
  if (sent.kind === 'Accepted') return { kind: 'Sent' };
  if (sent.kind === 'Rejected' || attempts >= policy.attemptsMax) return { kind: 'Failed', reason: sent.reason };
  return { kind: 'Retry', afterMs: backoff(attempts, policy), reason: sent.reason };
};
