import type { Actor, Id } from '@oms/kernel';
import { paymentDecider } from '../../domain/payment/payment';
import { InMemoryPaymentStore } from '../testing/in-memory-payment-repository';
import { inMemoryPaymentViews } from '../testing/in-memory-payment-views';
import { getPayments, getPaymentsOfOrders, listPayments } from './get-payments';

const paymentId = 'payment-1' as Id<'Payment'>;
const orderId = 'order-1' as Id<'Order'>;
const actor = (id: string, ...scopes: readonly string[]): Actor => ({ id, scopes: new Set(scopes) });

const viewsOfAda = async () => {
  const store = new InMemoryPaymentStore();
  const amount = { amountMinor: 2_500n, currency: 'USD' };
  await store.payments.change([
    {
      orderId,
      causation: { correlationId: 'test' },
      decide: (payment) =>
        paymentDecider.decide(
          { type: 'OpenPayment', paymentId, orderId, customerId: 'ada', amount, methodGiven: true },
          payment,
        ),
    },
  ]);
  return inMemoryPaymentViews(store);
};

describe('a payment', () => {
  it.each([
    ['its customer', actor('ada'), 1],
    ['an operator of payments', actor('olga', 'payments:manage'), 1],
    ['an operator of orders', actor('olga', 'orders:operate'), 1],
    ['another customer', actor('grace'), 0],
    ['an operator of something else', actor('olga', 'inventory:manage'), 0],
    ['an anonymous actor', undefined, 0],
  ])('is visible or not to %s', async (_, who, count) => {
    const views = await viewsOfAda();
    expect(await getPayments(views)([paymentId], who)).toHaveLength(count);
    expect(await getPaymentsOfOrders(views)([orderId], who)).toHaveLength(count);
  });

  it('is found by its id, and by its order', async () => {
    const views = await viewsOfAda();
    const ada = actor('ada');
    expect(await getPayments(views)([paymentId, 'payment-2' as Id<'Payment'>], ada)).toMatchObject([{ orderId }]);
    expect(await getPaymentsOfOrders(views)([orderId], ada)).toMatchObject([{ id: paymentId }]);
    expect(await getPaymentsOfOrders(views)(['order-2' as Id<'Order'>], ada)).toEqual([]);
  });

  it('is listed as the views list it', async () => {
    const page = { items: [], hasNextPage: true };
    const views = { ...(await viewsOfAda()), list: () => Promise.resolve(page) };
    expect(await listPayments(views)({}, { first: 1, after: undefined })).toBe(page);
  });
});
