import type { Money } from '../../domain/money';
import type { PaymentMethod } from '../../domain/payment/method';
import type { Causation } from '@oms/kernel';

export interface AttemptKey {
  readonly paymentId: string;
  readonly orderId: string;
  readonly attempt: number;
}

/** An attempt whose outcome is not known yet. */
export interface DueAttempt extends AttemptKey {
  readonly amount: Money;
  readonly method: PaymentMethod;
  /** The provider's, once it is known. */
  readonly providerReference: string | null;
  /** How often it was claimed, this time included: 1 means that the provider was not called yet, as far as is known. */
  readonly claims: number;
  /** Since the attempt was requested, by the database's clock. */
  readonly ageMs: number;
  /** Since it was last claimed while its order was wanted: no request for the money is younger. */
  readonly sinceChargeMs: number;
  readonly orderGivenUp: boolean;
  readonly causation: Causation;
}

export interface Postponement extends AttemptKey {
  readonly providerReference: string | null;
  readonly dueInMs: number;
}

/** The attempts that wait for the provider, oldest due first. */
export interface Attempts {
  /**
   * Takes what is due, for as long as the lease lasts: nobody else gets it meanwhile. A crash ends with the lease.
   * Resolves once the claim is on the disk, because the provider is called next.
   */
  claim(max: number): Promise<readonly DueAttempt[]>;
  /** Gives attempts back, to be claimed again later. One that was settled meanwhile stays settled. */
  postpone(postponements: readonly Postponement[]): Promise<void>;
}
