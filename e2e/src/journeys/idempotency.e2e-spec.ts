import { createOrderDocument } from '../harness/documents';
import { createOrderInput } from '../harness/test-user';
import { sharedFixture } from '../harness/shared-fixture';

const PARALLEL_REQUESTS = 50;

const { customer, otherCustomer, provider, addProduct, getStock } = sharedFixture();

describe('a mutation sent more than once', () => {
  it('creates one order from fifty parallel requests, with fifty equal responses', async () => {
    const sku = await addProduct('ONCE-TEA', 100);
    const input = createOrderInput({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa', idempotencyKey: 'once-50' });
    const responses = await Promise.all(
      Array.from({ length: PARALLEL_REQUESTS }, () => customer.client.request<unknown>(createOrderDocument, { input })),
    );
    const [first] = responses;
    expect(first).toMatchObject({ createOrder: { order: { status: 'PENDING' }, userErrors: [] } });
    for (const response of responses) expect(response).toEqual(first);
    const { id } = (first as { createOrder: { order: { id: string } } }).createOrder.order;
    await customer.waitForOrder(id, { status: 'PAID' });
    expect(await getStock(sku)).toMatchObject({ reserved: 1 });
    expect(await provider.capturedFor(id)).toHaveLength(1);
  });

  it('returns its first response, even after the order has changed', async () => {
    const sku = await addProduct('ONCE-LATER', 10);
    const newOrder = { items: [{ sku, quantity: 1 }], card: 'pm_card_visa', idempotencyKey: 'once-later' };
    const first = await customer.placeOrder(newOrder);
    await customer.waitForOrder(first.id, { status: 'PAID' });
    expect(await customer.placeOrder(newOrder)).toEqual(first);
  });

  it('is refused when the key is reused with another input', async () => {
    const sku = await addProduct('ONCE-OTHER', 10);
    await customer.placeOrder({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa', idempotencyKey: 'once-other' });
    const second = { items: [{ sku, quantity: 2 }], card: 'pm_card_visa', idempotencyKey: 'once-other' };
    expect(await customer.tryToPlaceOrder(second)).toMatchObject({
      subject: null,
      userErrors: [{ field: ['idempotencyKey'], code: 'IDEMPOTENCY_KEY_REUSED' }],
    });
  });

  it('is scoped to its caller: two callers may use the same key', async () => {
    const sku = await addProduct('ONCE-TWO', 10);
    const newOrder = { items: [{ sku, quantity: 1 }], card: 'pm_card_visa', idempotencyKey: 'once-two' };
    const [first, second] = await Promise.all([customer.placeOrder(newOrder), otherCustomer.placeOrder(newOrder)]);
    expect(first.id).not.toBe(second.id);
  });

  it('cancels an order once', async () => {
    const sku = await addProduct('ONCE-CANCEL', 10);
    const { id } = await customer.placeOrder({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
    await customer.waitForOrder(id, { status: 'PAID' });
    const document = `mutation($input: CancelOrderInput!) { cancelOrder(input: $input) { order { id status version } userErrors { code } } }`;
    const send = (): Promise<unknown> =>
      customer.client.request(document, { input: { orderId: id, idempotencyKey: 'once-cancel' } });
    const [first, ...others] = await Promise.all(Array.from({ length: PARALLEL_REQUESTS }, send));
    expect(first).toMatchObject({ cancelOrder: { order: { status: 'CANCELLED' }, userErrors: [] } });
    for (const other of others) expect(other).toEqual(first);
    await customer.waitForOrder(id, { payment: { status: 'REFUNDED' } });
    expect(await provider.balanceOf(id)).toBe(0);
  });
});
