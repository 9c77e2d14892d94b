import type { PaymentIntent } from '../stripe/payment-intent';
import type { Refund } from '../stripe/refund';

/** What was answered to an idempotency key, to be answered again. */
export interface SavedAnswer {
  readonly key: string;
  /** Method, path and parameters of the request, so that another request under the same key is told apart. */
  readonly request: string;
  readonly status: number;
  readonly body: string;
  /** Epoch seconds. */
  readonly at: number;
}

/** A webhook to be sent; it stays owed until a record says that it was delivered or given up. */
export interface ProviderEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly object: PaymentIntent | Refund;
}

/** An intent that the provider will settle later, by itself. */
export interface Settlement {
  readonly intentId: string;
  readonly succeeds: boolean;
  /** Epoch milliseconds; null: when the control endpoint says so. */
  readonly atMs: number | null;
}

/** One line of the ledger. Its parts are applied together or, when the line is torn by a crash, not at all. */
export interface LedgerRecord {
  readonly intents?: readonly PaymentIntent[];
  readonly refunds?: readonly Refund[];
  readonly settlement?: Settlement;
  readonly answer?: SavedAnswer;
  readonly events?: readonly ProviderEvent[];
  /** Ids of events that are owed no more. */
  readonly closedEvents?: readonly string[];
}
