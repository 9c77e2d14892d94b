import type { Money } from '../../domain/money';
import type { Causation } from '@oms/kernel';

/** A refund that the provider has not confirmed yet. */
export interface DueRefund {
  readonly refundId: string;
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: Money;
  /** What the provider calls the charge. */
  readonly providerReference: string;
  /** How often it was claimed, this time included. */
  readonly claims: number;
  /** Since the refund was requested, by the database's clock. */
  readonly ageMs: number;
  /** Grows when the provider refused for good, so that the next try is a new request to it. */
  readonly generation: number;
  readonly causation: Causation;
}

export interface RefundPostponement {
  readonly refundId: string;
  readonly generation: number;
  readonly dueInMs: number;
}

/** The refunds that wait for the provider. They are tried for ever: money that is not ours goes back. */
export interface Refunds {
  /** As with attempts: a lease. */
  claim(max: number): Promise<readonly DueRefund[]>;
  postpone(postponements: readonly RefundPostponement[]): Promise<void>;
}
