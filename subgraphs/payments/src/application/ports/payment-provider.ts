import type { Money } from '../../domain/money';
import type { DueAttempt } from './attempts';
import type { DueRefund } from './refunds';

export interface Captured {
  readonly kind: 'Captured';
  readonly providerReference: string;
  /** What was really taken. */
  readonly amount: Money;
}

export interface Declined {
  readonly kind: 'Declined';
  readonly providerReference: string | null;
  /** For the customer. */
  readonly message: string;
}

/** The provider has it and will tell: by webhook, or when it is asked again. */
export interface Processing {
  readonly kind: 'Processing';
  readonly providerReference: string;
}

/** Nothing was taken, and nothing can be any more. */
export interface Forestalled {
  readonly kind: 'Forestalled';
}

/** The provider knows nothing of it, as far as it can be seen. */
export interface Absent {
  readonly kind: 'Absent';
}

/** No answer, or one that says nothing: it may have happened or not. */
export interface Unknown {
  readonly kind: 'Unknown';
  /** For the log. */
  readonly reason: string;
  /** The provider keeps this answer: to the same request it will never give another one. */
  readonly isSaved?: boolean;
}

/** What is known of an attempt. */
export type Finding = Captured | Declined | Processing | Forestalled | Unknown;

export type RefundFinding =
  | { readonly kind: 'Refunded' }
  | { readonly kind: 'Absent' }
  /** This request will never succeed; another one may. */
  | { readonly kind: 'Refused'; readonly reason: string }
  | Unknown;

/** Nothing here throws for the provider's trouble: that is a finding, `Unknown`. */
export interface PaymentProvider {
  /** Asks for the money. The same attempt is the same request to the provider, however often it is made. */
  charge(attempt: DueAttempt): Promise<Finding>;
  /** Looks for the attempt by our own reference. What happened moments ago may not be found yet. */
  find(attempt: DueAttempt): Promise<Finding | Absent>;
  /** Asks by the provider's reference. */
  retrieve(providerReference: string): Promise<Finding>;
  /**
   * Makes sure that the attempt will never be charged, should it not have been already.
   *
   * `Absent`: the request for the charge has got through and is over, though it cannot be found yet. `Processing`: it is
   * too late to prevent it, and too early to know what became of it.
   */
  forestall(attempt: DueAttempt): Promise<Finding | Absent>;
  refund(refund: DueRefund): Promise<RefundFinding>;
  findRefund(refund: DueRefund): Promise<RefundFinding>;
}
