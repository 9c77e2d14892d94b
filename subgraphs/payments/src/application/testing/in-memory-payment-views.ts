import { emptyPage, type Id } from '@oms/kernel';
import { refundedOf, type Payment } from '../../domain/payment/state';
import type { PaymentStatus, PaymentView, PaymentViews, RefundView } from '../ports/payment-views';

const AT = Date.parse('2026-11-21T12:00:00Z');

const statuses: Readonly<Record<Exclude<Payment['status'], 'Unopened' | 'CancelledBeforeOpened'>, PaymentStatus>> = {
  Pending: 'PENDING',
  Processing: 'PROCESSING',
  Quarantined: 'PROCESSING',
  Declined: 'FAILED',
  Cancelled: 'CANCELLED',
  Captured: 'CAPTURED',
  Refunded: 'REFUNDED',
};

/** Undefined for a payment that clients are not shown. */
export const viewOf = (payment: Payment): PaymentView | undefined => {
  if (payment.status === 'Unopened' || payment.status === 'CancelledBeforeOpened') return undefined;
  const { id, orderId, customerId, amount, status } = payment;
  const refunds = 'refunds' in payment ? payment.refunds : [];
  return {
    id,
    orderId,
    customerId,
    amount,
    refunded: 'refunds' in payment ? refundedOf(payment) : { ...amount, amountMinor: 0n },
    status: statuses[status],
    method: null,
    provider: null,
    providerReference: null,
    failure: 'failure' in payment ? payment.failure : null,
    attempts: [],
    refunds: refunds.map((refund): RefundView => ({
      id: refund.id,
      amount: refund.amount,
      reason: null,
      status: refund.state === 'Requested' ? 'PENDING' : 'SUCCEEDED',
      createdAt: AT,
    })),
    createdAt: AT,
    updatedAt: AT,
  };
};

export interface StoredPayments {
  readonly payment: (orderId: Id<'Order'>) => Payment;
  readonly all: () => readonly Payment[];
}

const viewsOf = (payments: readonly Payment[]): readonly PaymentView[] =>
  payments.flatMap((payment) => viewOf(payment) ?? []);

/** What clients see of payments in memory, as far as the tests of use cases look. Counts the reads. */
export const inMemoryPaymentViews = (stored: StoredPayments): PaymentViews & { readonly reads: () => number } => {
  let reads = 0;
  const read = <Value>(value: Value): Promise<Value> => {
    reads += 1;
    return Promise.resolve(value);
  };
  return {
    reads: () => reads,
    byIds: (ids) => read(viewsOf(stored.all()).filter(({ id }) => ids.includes(id))),
    byOrderIds: (orderIds) => read(viewsOf(orderIds.map((orderId) => stored.payment(orderId)))),
    customerOf: (orderId) => {
      const payment = stored.payment(orderId);
      return read(payment.status === 'Unopened' ? undefined : payment.customerId);
    },
    list: () => read(emptyPage),
  };
};
