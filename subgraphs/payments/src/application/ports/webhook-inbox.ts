import type { Causation } from '@oms/kernel';
import type { InterimStatus } from '../../domain/payment/provider-notification';
import type { AttemptKey } from './attempt-queue';
import type { FinalResult } from './payment-provider';
import type { PaymentChanges } from './payment-repository';

/** What a webhook reports: the result of an attempt, or something from which nothing follows. */
export type ProviderNotification =
  { readonly attempt: AttemptKey; readonly result: FinalResult } | { readonly interim: InterimStatus };

/** A verified message of the provider. */
export interface Webhook {
  /** The provider's id of the message: the same however often it is delivered. */
  readonly eventId: string;
  readonly type: string;
  /** Undefined: the message is not understood. */
  readonly notification: ProviderNotification | undefined;
  /** The text of a message that is not understood, without payment methods, for an operator. */
  readonly body: string | null;
}

export type ParkReason = 'NOT_UNDERSTOOD' | 'PAYMENT_NOT_FOUND' | 'UNEXPECTED_CAPTURE' | 'AMOUNT_MISMATCH' | 'FAULT';

/** What processing a webhook came to. */
export type WebhookResult =
  | { readonly kind: 'Handled' }
  /** Nothing follows from it; the reason is stored. */
  | { readonly kind: 'Ignored'; readonly reason: string }
  /** An operator has to look into it. */
  | { readonly kind: 'Parked'; readonly reason: ParkReason };

/** A stored webhook, with the causation of its attempt, which what follows from it shares. */
export interface WaitingWebhook extends Webhook {
  /** Null: there is no such attempt. */
  readonly causation: Causation | null;
}

export type ProcessWebhooks = (
  webhooks: readonly WaitingWebhook[],
  payments: PaymentChanges,
) => Promise<readonly WebhookResult[]>;

export interface WebhookInbox {
  /** Resolves once the webhook is durable; one that was stored before changes nothing. */
  store(webhook: Webhook): Promise<void>;
  /** Processes waiting webhooks, in one transaction with what follows from them. */
  process(max: number, process: ProcessWebhooks): Promise<readonly WebhookResult[]>;
}
