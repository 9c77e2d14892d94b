import type { CustomerId, OrderId } from '../domain/order/values';
import { noon, patience } from '../domain/testing/given';
import { cancelOrder } from './cancel-order';
import { createOrder } from './create-order';
import { hearEvents } from './hear-events';
import type { OrderView } from './order-view';
import { findCustomer, getOrders, listOrders } from './read-orders';
import { getHistories, getStories } from './read-stories';
import { aCustomer, anOperator, anOrderOf, causation, heard, prices } from './testing/given';
import { memoryStore } from './testing/memory-orders';
import { identifiers, catalogueLog } from './testing/orders-contract';
import type { Viewer } from './viewer';

const [ada, grace] = [aCustomer(), aCustomer()];

const aShop = async () => {
  let now = noon;
  const store = memoryStore(() => (now += 1));
  await store.putPrices(prices);
  const place = async (viewer: Viewer): Promise<OrderView> => {
    const answer = await createOrder({ ...store, identifiers, patience, catalogueLog })(anOrderOf(viewer));
    if (answer.kind !== 'Done') throw new Error('The order was not placed');
    return answer.order;
  };
  const reserve = (id: OrderId) =>
    store.inTransaction((checkouts) => hearEvents(patience)(checkouts, [heard(id, { type: 'StockReserved' })]));
  return { ...store, place, reserve };
};

const idsOf = (orders: readonly { readonly id: OrderId }[]) => orders.map(({ id }) => id);

describe('an order', () => {
  it('is shown to its customer and to operators, and to nobody else', async () => {
    const shop = await aShop();
    const { id } = await shop.place(ada);
    const get = getOrders(shop.views);
    expect(idsOf(await get(ada, [id]))).toEqual([id]);
    expect(idsOf(await get(anOperator, [id]))).toEqual([id]);
    expect(await get(grace, [id])).toEqual([]);
  });

  it('is listed for its customer alone, whatever the filter asks for', async () => {
    const shop = await aShop();
    const { id } = await shop.place(ada);
    const list = async (viewer: Viewer, customerId?: CustomerId) =>
      idsOf((await listOrders(shop.views)(viewer, { customerId }, { first: 10 })).map(({ row }) => row));
    expect(await list(ada)).toEqual([id]);
    expect(await list(grace)).toEqual([]);
    expect(await list(grace, ada.id)).toEqual([]);
    expect(await list(anOperator, ada.id)).toEqual([id]);
  });

  it('cannot be cancelled by somebody else, who learns nothing of it', async () => {
    const shop = await aShop();
    const { id } = await shop.place(ada);
    const cancel = cancelOrder({ ...shop, patience });
    const input = { orderId: id, reason: null };
    const answer = await cancel({ viewer: grace, idempotencyKey: undefined, causation, input });
    expect(answer).toEqual({ kind: 'Refused', refusal: 'ORDER_NOT_FOUND' });
    expect(await shop.views.find([id])).toMatchObject([{ status: 'PENDING' }]);
  });
});

describe('a customer', () => {
  it('is known to themselves from the start, to operators by their orders, and to nobody else', async () => {
    const shop = await aShop();
    const find = findCustomer(shop.views);
    expect(await find(ada, ada.id)).toEqual({ id: ada.id });
    expect(await find(anOperator, ada.id)).toBeUndefined();
    await shop.place(ada);
    expect(await find(anOperator, ada.id)).toEqual({ id: ada.id });
    expect(await find(grace, ada.id)).toBeUndefined();
  });
});

describe('the story of an order', () => {
  it('ends, for a mutation’s answer, with what that mutation did', async () => {
    const shop = await aShop();
    const answer = await shop.place(ada);
    await shop.reserve(answer.id);
    const present = await shop.views.find([answer.id]);
    const [then, now] = await getStories(shop.views)([answer, ...present]);
    expect(then?.events.map(({ type }) => type)).toEqual(['orders.order-created.v1']);
    expect(now?.events).toHaveLength(3);
    expect(now?.saga.steps.find(({ name }) => name === 'TakingPayment')).toMatchObject({ status: 'RUNNING' });
    expect((await getHistories(shop.views)([answer]))[0]).toMatchObject([{ to: 'PENDING' }]);
  });

  it('never shows the payment token', async () => {
    const shop = await aShop();
    const { id } = await shop.place(ada);
    await shop.reserve(id);
    const [story] = await getStories(shop.views)(await shop.views.find([id]));
    const payment = story?.events.find(({ type }) => type === 'orders.payment-requested.v1');
    expect(payment?.data).toMatchObject({ method: { type: 'CARD', token: '[redacted]' } });
  });
});
