import type { Causation, Id } from '@oms/kernel';
import type { Money } from '../../domain/money';
import type { ClaimRequest } from './attempt-queue';

/** A refund that the provider has not confirmed yet. */
export interface DueRefund {
  readonly refundId: Id<'Refund'>;
  readonly paymentId: Id<'Payment'>;
  readonly orderId: Id<'Order'>;
  readonly amount: Money;
  /** The provider's id of the charge. */
  readonly providerReference: string;
  /** How often it was claimed, this time included. */
  readonly claims: number;
  /** Since the refund was requested, by the database's clock. */
  readonly ageMs: number;
  /** Grows when the provider has refused for good, so that the next attempt is a new request to it. */
  readonly generation: number;
  readonly causation: Causation;
}

export interface PostponedRefund {
  readonly refundId: Id<'Refund'>;
  readonly generation: number;
  readonly dueInMs: number;
}

/** The refunds that are not confirmed. They are retried without end: the money is the customer's. */
export interface RefundQueue {
  /** Under a lease, as attempts are. */
  claim(request: ClaimRequest): Promise<readonly DueRefund[]>;
  postpone(refunds: readonly PostponedRefund[]): Promise<void>;
}
