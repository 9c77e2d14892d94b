import type { CheckoutInput } from '../domain/checkout/checkout';
import type { OrderId } from '../domain/order/values';
import { noon, patience } from '../domain/testing/given';
import { cancelOrder } from './cancel-order';
import { createOrder } from './create-order';
import { hearEvents } from './hear-events';
import { aCustomer, anOrderOf, anOperator, causation, heard } from './testing/given';
import { memoryStore } from './testing/memory-orders';
import { toldNews } from './testing/news';
import { identifiers, catalogueLog } from './testing/orders-contract';
import { prices } from './testing/given';
import type { Viewer } from './viewer';
import { watchOrder } from './watch-order';
import { watchOrders } from './watch-orders';

const aShop = async () => {
  let now = noon;
  const clock = () => (now += 1);
  const store = memoryStore(clock);
  await store.putPrices(prices);
  const { news, tell, listening } = toldNews();
  const place = async (viewer: Viewer): Promise<OrderId> => {
    const answer = await createOrder({ ...store, identifiers, patience, catalogueLog })(anOrderOf(viewer));
    if (answer.kind !== 'Done') throw new Error('The order was not placed');
    return answer.order.id;
  };
  const tellOf = async (id: OrderId): Promise<void> => {
    const change = (await store.views.histories([id])).at(-1);
    if (change !== undefined) tell({ kind: 'Changed', change });
  };
  return {
    place,
    tell,
    tellOf,
    listening,
    hear: (id: OrderId, ...inputs: readonly CheckoutInput[]) =>
      store.inTransaction((checkouts) =>
        hearEvents(patience)(
          checkouts,
          inputs.map((input) => heard(id, input)),
        ),
      ),
    cancel: (viewer: Viewer, id: OrderId) =>
      cancelOrder({ ...store, patience })({
        viewer,
        idempotencyKey: undefined,
        causation,
        input: { orderId: id, reason: null },
      }),
    watch: async (viewer: Viewer, id: OrderId, after?: number) => {
      const outcome = await watchOrder({ ...store, news })({ viewer, id, after });
      return outcome.kind === 'Watching' ? outcome.changes : undefined;
    },
    tryToWatch: (viewer: Viewer, id: OrderId, after: number) => watchOrder({ ...store, news })({ viewer, id, after }),
    watchAll: watchOrders({ ...store, news, now: clock }),
  };
};

const [stock, money]: CheckoutInput[] = [{ type: 'StockReserved' }, { type: 'PaymentCaptured', attempt: 1 }];

describe('watching an order', () => {
  const ada = aCustomer();

  it('begins with the present status', async () => {
    const shop = await aShop();
    const id = await shop.place(ada);
    const changes = await shop.watch(ada, id);
    expect(await changes?.next()).toMatchObject({ value: { change: { from: null, to: 'PENDING' }, order: { id } } });
  });

  it('tells each change once and in order, however often the news come', async () => {
    const shop = await aShop();
    const id = await shop.place(ada);
    const changes = await shop.watch(ada, id);
    await changes?.next();
    if (stock !== undefined && money !== undefined) await shop.hear(id, stock, money);
    await shop.cancel(ada, id);
    await shop.tellOf(id);
    await shop.tellOf(id);
    expect(await changes?.next()).toMatchObject({
      value: { change: { to: 'PAID' }, order: { status: 'PAID', version: 3 } },
    });
    expect(await changes?.next()).toMatchObject({ value: { change: { to: 'CANCELLED' }, order: { version: 5 } } });
    const nothingMore = changes?.next();
    await shop.tellOf(id);
    await changes?.return?.();
    expect(await nothingMore).toEqual({ done: true, value: undefined });
  });

  it('misses nothing when news may have been missed', async () => {
    const shop = await aShop();
    const id = await shop.place(ada);
    const changes = await shop.watch(ada, id);
    await changes?.next();
    await shop.cancel(ada, id);
    const next = changes?.next();
    shop.tell({ kind: 'Missed' });
    expect(await next).toMatchObject({ value: { change: { to: 'CANCELLED' } } });
  });

  it('ends at once when the client leaves, also while nothing happens', async () => {
    const shop = await aShop();
    const changes = await shop.watch(ada, await shop.place(ada));
    await changes?.next();
    const pending = changes?.next();
    await changes?.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(shop.listening()).toBe(0);
  });

  it('begins after the version that was seen last, with what happened since', async () => {
    const shop = await aShop();
    const id = await shop.place(ada);
    if (stock !== undefined && money !== undefined) await shop.hear(id, stock, money);
    const changes = await shop.watch(ada, id, 1);
    expect(await changes?.next()).toMatchObject({ value: { change: { from: 'PENDING', to: 'PAID', version: 3 } } });
    await shop.cancel(ada, id);
    await shop.tellOf(id);
    expect(await changes?.next()).toMatchObject({ value: { change: { from: 'PAID', to: 'CANCELLED', version: 5 } } });
    const again = await shop.watch(ada, id, 4);
    expect(await again?.next()).toMatchObject({ value: { change: { to: 'CANCELLED', version: 5 } } });
  });

  it('is silent after the last version until something happens', async () => {
    const shop = await aShop();
    const id = await shop.place(ada);
    const changes = await shop.watch(ada, id, 1);
    const next = changes?.next();
    await shop.tellOf(id);
    await shop.cancel(ada, id);
    await shop.tellOf(id);
    expect(await next).toMatchObject({ value: { change: { to: 'CANCELLED' } } });
  });

  it('refuses to go on after a version that there is not', async () => {
    const shop = await aShop();
    const id = await shop.place(ada);
    expect(await shop.tryToWatch(ada, id, 2)).toEqual({ kind: 'NoSuchVersion' });
    expect(await shop.tryToWatch(aCustomer(), id, 2)).toEqual({ kind: 'NoSuchOrder' });
  });

  it('shows somebody else’s order to nobody', async () => {
    const shop = await aShop();
    const id = await shop.place(ada);
    expect(await shop.watch(aCustomer(), id)).toBeUndefined();
    expect(await shop.watch(anOperator, id)).toBeDefined();
  });
});

describe('watching all orders', () => {
  const [ada, grace] = [aCustomer(), aCustomer()];

  it('tells what happens from then on, and to whom the filter says', async () => {
    const shop = await aShop();
    await shop.place(ada);
    const changes = shop.watchAll({ customerId: ada.id });
    const [hers, other] = [await shop.place(ada), await shop.place(grace)];
    await shop.tellOf(other);
    await shop.tellOf(hers);
    expect(await changes.next()).toMatchObject({ value: { change: { orderId: hers, to: 'PENDING' } } });
    await changes.return?.();
  });

  it('tells nothing twice after a gap, and nothing from before', async () => {
    const shop = await aShop();
    await shop.place(ada);
    const changes = shop.watchAll({});
    const id = await shop.place(ada);
    await shop.tellOf(id);
    expect(await changes.next()).toMatchObject({ value: { change: { orderId: id, to: 'PENDING' } } });
    await shop.cancel(ada, id);
    shop.tell({ kind: 'Missed' });
    expect(await changes.next()).toMatchObject({ value: { change: { orderId: id, to: 'CANCELLED' } } });
    await changes.return?.();
  });

  it('brings a client that read too slowly up to date from the history', async () => {
    const shop = await aShop();
    const changes = shop.watchAll({});
    const ids: OrderId[] = [];
    for (let placed = 0; placed < 1_100; placed += 1) ids.push(await shop.place(ada));
    for (const id of ids) await shop.tellOf(id);
    const told: OrderId[] = [];
    while (told.length < ids.length) {
      const next = await changes.next();
      if (next.done !== true) told.push(next.value.change.orderId);
    }
    expect(told).toEqual(ids);
  });
});
