import type { Causation, ClientRequest, Id, Outcome } from '@oms/kernel';
import type { PaymentDecision, PaymentRefusal } from '../../domain/payment/refusals';
import type { Payment } from '../../domain/payment/state';
import type { PaymentView, RefundView } from './payment-views';

export interface PaymentChange {
  /** An order has one payment. */
  readonly orderId: Id<'Order'>;
  readonly causation: Causation;
  readonly decide: (payment: Payment) => PaymentDecision;
}

export interface PaymentChanges {
  /**
   * Loads the payments, applies the decisions in the order given, and commits the new states and their events together,
   * all or none. A decision may run more than once when another writer wins, so it must be pure.
   */
  change(changes: readonly PaymentChange[]): Promise<readonly PaymentDecision[]>;
}

/** A change that a client requests. */
export interface RequestedChange {
  /** The name of the mutation: each has idempotency keys of its own. */
  readonly operation: string;
  /** What the same key must come with again; plain JSON, of which only a hash is stored. */
  readonly input: unknown;
  readonly payment: { readonly orderId: Id<'Order'> } | { readonly paymentId: Id<'Payment'> };
  readonly decide: (payment: Payment) => PaymentDecision;
}

export interface ChangedPayment {
  readonly payment: PaymentView;
  /** The refund that the change requested, if it did. */
  readonly refund: RefundView | null;
}

export interface PaymentRepository extends PaymentChanges {
  /**
   * The same for one payment and a client: a repeated request, by its actor, operation and idempotency key, resolves to
   * what the first one did. A refusal changes nothing and is not stored, so the same key may be tried again.
   */
  changeOnce(request: ClientRequest, change: RequestedChange): Promise<Outcome<ChangedPayment, PaymentRefusal>>;
}
