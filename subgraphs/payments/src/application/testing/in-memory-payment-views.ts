import type { Payment } from '../../domain/payment/state';
import type { PaymentView, PaymentViews } from '../ports/payment-views';
import type { InMemoryPayments } from './in-memory-payments';

const never = '2026-11-21T12:00:00.000Z';

const viewOf = (payment: Payment): readonly PaymentView[] => {
  if (payment.status === 'Unopened' || payment.status === 'Barred') return [];
  const { id, orderId, customerId, amount } = payment;
  const shown = { amountMinor: amount.amountMinor.toString(), currency: amount.currency };
  return [
    {
      id,
      orderId,
      customerId,
      amount: shown,
      refunded: { ...shown, amountMinor: '0' },
      status: 'PENDING',
      method: null,
      provider: null,
      providerReference: null,
      failure: null,
      attempts: [],
      refunds: [],
      createdAt: never,
      updatedAt: never,
    },
  ];
};

/** What clients see of payments in memory, as far as the tests of use cases look. Counts what is asked. */
export const inMemoryViews = (stores: InMemoryPayments): PaymentViews & { readonly reads: () => number } => {
  let reads = 0;
  const read = <Answer>(answer: Answer): Promise<Answer> => {
    reads += 1;
    return Promise.resolve(answer);
  };
  return {
    reads: () => reads,
    byIds: () => read([]),
    byOrderIds: (orderIds) => read(orderIds.flatMap((orderId) => viewOf(stores.payment(orderId)))),
    customerOf: (orderId) => {
      const payment = stores.payment(orderId);
      return read(payment.status === 'Unopened' ? undefined : payment.customerId);
    },
    page: () => read([]),
  };
};
