import { eventually } from '@oms/testing';
import type { OrderForTest } from './testing/order-events';
import { PaymentsFixture } from './testing/payments-fixture';

const AT_ONCE = 12;
const WITHIN_MS = 20_000;

let payments: PaymentsFixture;

beforeAll(async () => {
  payments = await PaymentsFixture.open();
});

afterAll(async () => {
  await payments.close();
});

const refundPayment = `mutation ($input: RefundPaymentInput!) {
  refundPayment(input: $input) { refund { id } userErrors { code } }
}`;

const publishesLast = (order: OrderForTest, data: object): Promise<void> =>
  eventually(
    () => {
      expect(payments.published(order).at(-1)?.data).toMatchObject(data);
    },
    { withinMs: WITHIN_MS },
  );

describe('twelve refunds of 5.00 at once, of a payment of 12.50', () => {
  it('are accepted twice, and the provider’s books agree; the rest is refunded with the order', async () => {
    const order = await payments.orders.created({ amountMinor: '1250' });
    await payments.orders.paymentRequested(order, 'pm_card_visa');
    await publishesLast(order, { attempt: 1, amount: { amountMinor: '1250' } });
    // As many reads at once, so that each refund finds a connection open.
    const seen = await Promise.all(Array.from({ length: AT_ONCE }, () => payments.payment(order, 'operator')));
    const { id } = seen[0] as { id: string };
    const amount = { amount: '5.00', currencyCode: 'USD' };
    const responses = await Promise.all(
      Array.from({ length: AT_ONCE }, () =>
        payments.request('operator', refundPayment, { input: { paymentId: id, amount } }),
      ),
    );
    const accepted = responses.filter(({ data }) => JSON.stringify(data).includes('"userErrors":[]'));
    expect(accepted).toHaveLength(2);

    await publishesLast(order, { refundedTotal: { amountMinor: '1000' }, full: false });
    expect(await payments.ledger(order)).toMatchObject([{ amount: 1_250, refunded: 1_000 }]);
    expect(await payments.payment(order)).toMatchObject({
      refundedAmount: { amount: '10.00' },
      refunds: [{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }],
    });

    // What orders' saga waits for before it counts the order as compensated.
    await payments.orders.cancelled(order);
    await publishesLast(order, { refundedTotal: { amountMinor: '1250' }, full: true });
    expect(await payments.ledger(order)).toMatchObject([{ amount: 1_250, refunded: 1_250 }]);
    expect(payments.published(order).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  });
});
