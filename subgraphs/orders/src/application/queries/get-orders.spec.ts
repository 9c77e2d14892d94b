import type { Actor, Id, PageRequest } from '@oms/kernel';
import type { CustomerId } from '../../domain/order/values';
import { noon, timeouts } from '../../domain/testing/fixtures';
import { onParticipantEvents } from '../event-handlers/on-participant-events';
import { aCustomer, anOperator, cancellingIn, participantEvent, placedIn, prices } from '../testing/fixtures';
import { inMemoryOrderStore } from '../testing/in-memory-order-repository';
import { getOrderTimelines, getStatusHistories } from './get-order-timelines';
import { getCustomer, getOrders, listOrders } from './get-orders';

const [ada, grace] = [aCustomer(), aCustomer()];
const firstTen: PageRequest = { first: 10, after: undefined };

const aTestSystem = async () => {
  let now = noon;
  const store = inMemoryOrderStore(() => (now += 1));
  await store.putPrices(prices);
  const reserve = (id: Id<'Order'>) =>
    store.inTransaction((checkouts) =>
      onParticipantEvents(timeouts)(checkouts, [participantEvent(id, { type: 'StockReserved' })]),
    );
  return { ...store, place: placedIn(store.orders), reserve };
};

const idsOf = (orders: readonly { readonly id: Id<'Order'> }[]) => orders.map(({ id }) => id);

describe('an order', () => {
  it('is shown to its customer and to operators only', async () => {
    const system = await aTestSystem();
    const { id } = await system.place(ada);
    const get = getOrders(system.views);
    expect(idsOf(await get([id], ada))).toEqual([id]);
    expect(idsOf(await get([id], anOperator))).toEqual([id]);
    expect(await get([id], grace)).toEqual([]);
    expect(await get([id], undefined)).toEqual([]);
  });

  it('is listed for its customer only, whatever the filter requests', async () => {
    const system = await aTestSystem();
    const { id } = await system.place(ada);
    const list = async (actor: Actor | undefined, customerId?: CustomerId) => {
      const { items } = await listOrders(system.views)({ customerId }, firstTen, actor);
      return items.map(({ node }) => node.id);
    };
    expect(await list(ada)).toEqual([id]);
    expect(await list(ada, ada.id)).toEqual([id]);
    expect(await list(grace)).toEqual([]);
    expect(await list(grace, ada.id)).toEqual([]);
    expect(await list(undefined)).toEqual([]);
    expect(await list(anOperator, ada.id)).toEqual([id]);
    expect(await list(anOperator)).toEqual([id]);
  });

  it('cannot be cancelled by another customer, for whom it does not exist', async () => {
    const system = await aTestSystem();
    const { id } = await system.place(ada);
    const outcome = await cancellingIn(system.orders)(grace, id);
    expect(outcome).toEqual({ kind: 'Refused', refusal: 'ORDER_NOT_FOUND' });
    expect(await system.views.find([id])).toMatchObject([{ status: 'PENDING' }]);
  });
});

describe('a customer', () => {
  it('exists for themselves from the start, for operators with the first order, and for no other customer', async () => {
    const system = await aTestSystem();
    const find = getCustomer(system.views);
    expect(await find(ada.id, ada)).toEqual({ id: ada.id });
    expect(await find(ada.id, anOperator)).toBeUndefined();
    await system.place(ada);
    expect(await find(ada.id, anOperator)).toEqual({ id: ada.id });
    expect(await find(ada.id, grace)).toBeUndefined();
    expect(await find(ada.id, undefined)).toBeUndefined();
  });
});

describe('the timeline of an order', () => {
  it('ends, in a mutation’s result, with what that mutation did', async () => {
    const system = await aTestSystem();
    const result = await system.place(ada);
    await system.reserve(result.id);
    const present = await system.views.find([result.id]);
    const [then, now] = await getOrderTimelines(system.views)([result, ...present]);
    expect(then?.events.map(({ type }) => type)).toEqual(['orders.order-created.v1']);
    expect(now?.events).toHaveLength(3);
    expect(now?.saga.steps.find(({ name }) => name === 'TakingPayment')).toMatchObject({ status: 'RUNNING' });
    expect((await getStatusHistories(system.views)([result]))[0]).toMatchObject([{ to: 'PENDING' }]);
  });

  it('never shows the payment token', async () => {
    const system = await aTestSystem();
    const { id } = await system.place(ada);
    await system.reserve(id);
    const [timeline] = await getOrderTimelines(system.views)(await system.views.find([id]));
    const payment = timeline?.events.find(({ type }) => type === 'orders.payment-requested.v1');
    expect(payment?.data).toMatchObject({ method: { type: 'CARD', token: '[redacted]' } });
  });
});
