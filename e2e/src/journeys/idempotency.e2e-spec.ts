import { createOrderDocument } from '../harness/documents';
import { createOrderInput } from '../harness/person';
import { shop } from '../harness/shared-shop';

const PARALLEL_SENDS = 50;

const { ada, grace, provider, stocks, stockOf } = shop();

describe('a mutation sent more than once', () => {
  it('makes one order of fifty parallel sends, and fifty equal answers', async () => {
    const sku = await stocks('ONCE-TEA', 100);
    const input = createOrderInput({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa', idempotencyKey: 'once-50' });
    const answers = await Promise.all(
      Array.from({ length: PARALLEL_SENDS }, () => ada.client.ask<unknown>(createOrderDocument, { input })),
    );
    const [first] = answers;
    expect(first).toMatchObject({ createOrder: { order: { status: 'PENDING' }, userErrors: [] } });
    for (const answer of answers) expect(answer).toEqual(first);
    const { id } = (first as { createOrder: { order: { id: string } } }).createOrder.order;
    await ada.comesToSee(id, { status: 'PAID' });
    expect(await stockOf(sku)).toMatchObject({ reserved: 1 });
    expect(await provider.capturedFor(id)).toHaveLength(1);
  });

  it('answers as it first did, even when the order has moved on', async () => {
    const sku = await stocks('ONCE-LATER', 10);
    const basket = { items: [{ sku, quantity: 1 }], card: 'pm_card_visa', idempotencyKey: 'once-later' };
    const first = await ada.places(basket);
    await ada.comesToSee(first.id, { status: 'PAID' });
    expect(await ada.places(basket)).toEqual(first);
  });

  it('is refused when the key comes with another input', async () => {
    const sku = await stocks('ONCE-OTHER', 10);
    await ada.places({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa', idempotencyKey: 'once-other' });
    const second = { items: [{ sku, quantity: 2 }], card: 'pm_card_visa', idempotencyKey: 'once-other' };
    expect(await ada.triesToPlace(second)).toMatchObject({
      subject: null,
      userErrors: [{ field: ['idempotencyKey'], code: 'IDEMPOTENCY_KEY_REUSED' }],
    });
  });

  it('does not mix up two callers with the same key', async () => {
    const sku = await stocks('ONCE-TWO', 10);
    const basket = { items: [{ sku, quantity: 1 }], card: 'pm_card_visa', idempotencyKey: 'once-two' };
    const [first, second] = await Promise.all([ada.places(basket), grace.places(basket)]);
    expect(first.id).not.toBe(second.id);
  });

  it('cancels once', async () => {
    const sku = await stocks('ONCE-CANCEL', 10);
    const { id } = await ada.places({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
    await ada.comesToSee(id, { status: 'PAID' });
    const document = `mutation($input: CancelOrderInput!) { cancelOrder(input: $input) { order { id status version } userErrors { code } } }`;
    const send = (): Promise<unknown> =>
      ada.client.ask(document, { input: { orderId: id, idempotencyKey: 'once-cancel' } });
    const [first, ...others] = await Promise.all(Array.from({ length: PARALLEL_SENDS }, send));
    expect(first).toMatchObject({ cancelOrder: { order: { status: 'CANCELLED' }, userErrors: [] } });
    for (const other of others) expect(other).toEqual(first);
    await ada.comesToSee(id, { payment: { status: 'REFUNDED' } });
    expect(await provider.balanceOf(id)).toBe(0);
  });
});
