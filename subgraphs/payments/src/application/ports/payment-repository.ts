import type { Decision } from '@oms/kernel';
import type { PaymentEvent } from '../../domain/payment/events';
import type { PaymentRefusal } from '../../domain/payment/refusals';
import type { Payment } from '../../domain/payment/state';
import type { Causation } from '@oms/kernel';

export type PaymentDecision = Decision<PaymentEvent, PaymentRefusal>;

export interface Change {
  /** An order has one payment. */
  readonly orderId: string;
  readonly causation: Causation;
  readonly decide: (payment: Payment) => PaymentDecision;
}

export interface Payments {
  /**
   * Loads the payments, applies the decisions in the order given, and commits the new states and their events together,
   * all or none. A decision may run more than once when another writer wins, so it must be pure.
   */
  change(changes: readonly Change[]): Promise<readonly PaymentDecision[]>;
}
