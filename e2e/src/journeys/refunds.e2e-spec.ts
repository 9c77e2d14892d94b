import { eventually } from '@oms/testing';
import { sharedFixture } from '../harness/shared-fixture';

const CONCURRENT_REQUESTS = 12;
const SETTLED_WITHIN_MS = 30_000;

const { customer, operator, provider, addProduct } = sharedFixture();

const paymentDocument = `query ($id: ID!) { order(id: $id) { payment { id } saga { status } } }`;
const refundDocument = `mutation ($input: RefundPaymentInput!) {
  refundPayment(input: $input) { refund { id } userErrors { code } }
}`;

interface OrderData {
  readonly order: { readonly payment: { readonly id: string }; readonly saga: { readonly status: string } };
}
interface Refunded {
  readonly refundPayment: { readonly refund: { readonly id: string } | null; readonly userErrors: readonly unknown[] };
}

const readOrder = async (id: string): Promise<OrderData['order']> =>
  (await operator.client.request<OrderData>(paymentDocument, { id })).order;

const capturedOrder = async (name: string): Promise<{ readonly id: string; readonly paymentId: string }> => {
  const sku = await addProduct(name, 5, '12.50');
  const { id } = await customer.placeOrder({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
  await customer.waitForOrder(id, { status: 'PAID', payment: { status: 'CAPTURED' } });
  return { id, paymentId: (await readOrder(id)).payment.id };
};

const amount = { amount: '5.00', currencyCode: 'USD' };

describe('twelve concurrent refunds of 5.00 for an order of 12.50', () => {
  it('never exceed the captured amount, and do not block a later cancellation', async () => {
    const { id, paymentId } = await capturedOrder('REFUND-RACE');
    const responses = await Promise.all(
      Array.from({ length: CONCURRENT_REQUESTS }, () =>
        operator.client.request<Refunded>(refundDocument, { input: { paymentId, amount } }),
      ),
    );
    expect(responses.filter(({ refundPayment }) => refundPayment.refund !== null)).toHaveLength(2);
    await customer.waitForOrder(id, { payment: { status: 'PARTIALLY_REFUNDED', refundedAmount: { amount: '10.00' } } });
    expect(await provider.balanceOf(id)).toBe(250);

    expect((await customer.cancelOrder(id)).userErrors).toEqual([]);
    await customer.waitForOrder(id, { status: 'CANCELLED', payment: { status: 'REFUNDED' } });
    expect(await provider.balanceOf(id)).toBe(0);
    await eventually(
      async () => {
        expect((await readOrder(id)).saga).toEqual({ status: 'COMPENSATED' });
      },
      { withinMs: SETTLED_WITHIN_MS },
    );
  });
});

describe('a refund with an Idempotency-Key header', () => {
  it('is issued once, however often the request is sent through the gateway', async () => {
    const { id, paymentId } = await capturedOrder('REFUND-KEY');
    const request = {
      query: refundDocument,
      variables: { input: { paymentId, amount } },
      headers: { 'idempotency-key': `refund-${paymentId}` },
    };
    const [first, ...others] = await Promise.all(
      Array.from({ length: CONCURRENT_REQUESTS }, () => operator.client.send<Refunded>(request)),
    );
    expect(first).toMatchObject({ errors: [], data: { refundPayment: { userErrors: [] } } });
    for (const other of others) expect(other).toEqual(first);
    await customer.waitForOrder(id, { payment: { status: 'PARTIALLY_REFUNDED', refundedAmount: { amount: '5.00' } } });
    expect(await provider.balanceOf(id)).toBe(750);
  });
});
