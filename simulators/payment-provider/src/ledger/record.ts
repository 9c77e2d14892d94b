import type { PaymentIntent } from '../stripe/payment-intent';
import type { Refund } from '../stripe/refund';

/** The response to an idempotency key, which is repeated. */
export interface SavedAnswer {
  readonly key: string;
  /** Method, path and parameters of the request, to detect another request with the same key. */
  readonly request: string;
  readonly status: number;
  readonly body: string;
  /** Epoch seconds. */
  readonly at: number;
}

/** A webhook to be sent; it is undelivered until a record closes it after its delivery or its last attempt. */
export interface ProviderEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly object: PaymentIntent | Refund;
}

/** An intent that the provider settles later. */
export interface Settlement {
  readonly intentId: string;
  readonly succeeds: boolean;
  /** Epoch milliseconds; null when the control endpoint settles it. */
  readonly atMs: number | null;
}

/** One line of the ledger. Its parts are applied together or, when the line is incomplete after a crash, not at all. */
export interface LedgerRecord {
  readonly intents?: readonly PaymentIntent[];
  readonly refunds?: readonly Refund[];
  readonly settlement?: Settlement;
  readonly answer?: SavedAnswer;
  readonly events?: readonly ProviderEvent[];
  /** Ids of events that are delivered, or were attempted for the last time. */
  readonly closedEvents?: readonly string[];
}
