import type { Money } from '../../domain/money';
import type { DueAttempt } from './attempt-queue';
import type { DueRefund } from './refund-queue';

export interface Captured {
  readonly kind: 'Captured';
  readonly providerReference: string;
  /** What was really charged. */
  readonly amount: Money;
}

export interface Declined {
  readonly kind: 'Declined';
  readonly providerReference: string | null;
  /** For the customer. */
  readonly message: string;
}

/** The attempt is under way; its result comes by webhook, or by a later query. */
export interface Processing {
  readonly kind: 'Processing';
  readonly providerReference: string;
}

/** Nothing was charged, and nothing can be any more. */
export interface Voided {
  readonly kind: 'Voided';
}

/** The provider does not show it; what happened moments ago may not be shown yet. */
export interface Absent {
  readonly kind: 'Absent';
}

/** No response, or one without meaning: the call may have taken effect or not. */
export interface Unknown {
  readonly kind: 'Unknown';
  /** For the log. */
  readonly reason: string;
  /** The provider has stored this response: the same request will never get another one. */
  readonly isStored?: boolean;
}

/** The results after which an attempt is over. */
export type FinalResult = Captured | Declined | Voided;

/** The result of a provider call about an attempt. */
export type AttemptResult = FinalResult | Processing | Unknown;

/** The result of a provider call about a refund. */
export type RefundResult =
  | { readonly kind: 'Refunded' }
  | { readonly kind: 'Absent' }
  /** This request will never succeed; another one may. */
  | { readonly kind: 'Refused'; readonly reason: string }
  | Unknown;

/** A failure of the provider does not throw: it is the result `Unknown`. */
export interface PaymentProvider {
  /** Charges. The same attempt is the same request to the provider, however often it is sent. */
  charge(attempt: DueAttempt): Promise<AttemptResult>;
  /** Searches for the attempt by its own reference. */
  find(attempt: DueAttempt): Promise<AttemptResult | Absent>;
  /** Queries by the provider's reference. */
  retrieve(providerReference: string): Promise<AttemptResult>;
  /**
   * Makes sure that the attempt will never be charged, unless it was already.
   *
   * `Absent`: the request to charge was processed, though the charge is not shown yet. `Processing`: it is too late to
   * void it, and too early for its result.
   */
  voidAttempt(attempt: DueAttempt): Promise<AttemptResult | Absent>;
  refund(refund: DueRefund): Promise<RefundResult>;
  findRefund(refund: DueRefund): Promise<RefundResult>;
}
