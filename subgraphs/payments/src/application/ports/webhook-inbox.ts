import type { PassingNews } from '../../domain/payment/provider-news';
import type { AttemptKey } from './attempts';
import type { Causation } from '@oms/kernel';
import type { Captured, Declined, Forestalled } from './payment-provider';
import type { Payments } from './payments';

export type WebhookFinding = Captured | Declined | Forestalled;

/** What a message says: how an attempt ended, or something from which nothing follows. */
export type WebhookNews =
  { readonly attempt: AttemptKey; readonly finding: WebhookFinding } | { readonly passing: PassingNews };

/** A verified message of the provider. */
export interface Webhook {
  /** The provider's id of the message: the same however often it is delivered. */
  readonly eventId: string;
  readonly type: string;
  /** Undefined: nothing that we understand. */
  readonly news: WebhookNews | undefined;
  /** The text of what we do not understand, without what it says of payment methods, for whoever looks into it. */
  readonly body: string | null;
}

export type ParkedBecause = 'NOT_UNDERSTOOD' | 'PAYMENT_NOT_FOUND' | 'UNEXPECTED_CAPTURE' | 'AMOUNT_MISMATCH' | 'FAULT';

export type Verdict =
  | { readonly kind: 'Handled' }
  /** Nothing follows from it; `because` is kept for whoever asks why. */
  | { readonly kind: 'Ignored'; readonly because: string }
  | { readonly kind: 'Parked'; readonly because: ParkedBecause };

/** A stored webhook, with why its attempt was made: what follows from it has the same causation. */
export interface WaitingWebhook extends Webhook {
  /** Null: the attempt is not one of ours. */
  readonly causation: Causation | null;
}

export type Judge = (webhooks: readonly WaitingWebhook[], payments: Payments) => Promise<readonly Verdict[]>;

export interface Webhooks {
  /** Resolves once the webhook is durable; one that was stored before changes nothing. */
  store(webhook: Webhook): Promise<void>;
  /** Judges what waits, in one transaction with what follows from it. Answers the verdicts. */
  judge(max: number, judge: Judge): Promise<readonly Verdict[]>;
}
