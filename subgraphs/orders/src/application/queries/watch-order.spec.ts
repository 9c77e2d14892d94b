import type { Actor, Id } from '@oms/kernel';
import type { CheckoutInput } from '../../domain/checkout/checkout';
import { noon, timeouts } from '../../domain/testing/fixtures';
import { onParticipantEvents } from '../event-handlers/on-participant-events';
import { aCustomer, anOperator, cancellingIn, participantEvent, placedIn, prices } from '../testing/fixtures';
import { inMemoryOrderStore } from '../testing/in-memory-order-repository';
import { inMemoryOrderStatusFeed } from '../testing/in-memory-order-status-feed';
import { watchOrder } from './watch-order';

const aTestSystem = async () => {
  let now = noon;
  const store = inMemoryOrderStore(() => (now += 1));
  await store.putPrices(prices);
  const { statusFeed, publish, subscribers } = inMemoryOrderStatusFeed();
  const watch = (actor: Actor, id: Id<'Order'>, after?: number) =>
    watchOrder({ ...store, statusFeed })({ id, after }, actor);
  return {
    publish,
    subscribers,
    place: async (actor: Actor): Promise<Id<'Order'>> => (await placedIn(store.orders)(actor)).id,
    notifyOf: async (id: Id<'Order'>): Promise<void> => {
      const change = (await store.views.histories([id])).at(-1);
      if (change !== undefined) publish({ kind: 'Changed', change });
    },
    receive: (id: Id<'Order'>, ...inputs: readonly CheckoutInput[]) =>
      store.inTransaction((checkouts) =>
        onParticipantEvents(timeouts)(
          checkouts,
          inputs.map((input) => participantEvent(id, input)),
        ),
      ),
    cancel: cancellingIn(store.orders),
    watch,
    changesOf: async (...watched: Parameters<typeof watch>) => {
      const outcome = await watch(...watched);
      if (outcome.kind === 'Refused') throw new Error(outcome.refusal);
      return outcome.value;
    },
  };
};

const stock: CheckoutInput = { type: 'StockReserved' };
const money: CheckoutInput = { type: 'PaymentCaptured', attempt: 1 };

describe('watching an order', () => {
  const ada = aCustomer();

  it('begins with the present status', async () => {
    const system = await aTestSystem();
    const id = await system.place(ada);
    const changes = await system.changesOf(ada, id);
    expect(await changes.next()).toMatchObject({ value: { change: { from: null, to: 'PENDING' }, order: { id } } });
  });

  it('delivers each change once and in order, however often notices come', async () => {
    const system = await aTestSystem();
    const id = await system.place(ada);
    const changes = await system.changesOf(ada, id);
    await changes.next();
    await system.receive(id, stock, money);
    await system.cancel(ada, id);
    await system.notifyOf(id);
    await system.notifyOf(id);
    expect(await changes.next()).toMatchObject({
      value: { change: { to: 'PAID' }, order: { status: 'PAID', version: 3 } },
    });
    expect(await changes.next()).toMatchObject({ value: { change: { to: 'CANCELLED' }, order: { version: 5 } } });
    const nothingMore = changes.next();
    await system.notifyOf(id);
    await changes.return?.();
    expect(await nothingMore).toEqual({ done: true, value: undefined });
  });

  it('misses nothing after a gap in the feed', async () => {
    const system = await aTestSystem();
    const id = await system.place(ada);
    const changes = await system.changesOf(ada, id);
    await changes.next();
    await system.cancel(ada, id);
    const next = changes.next();
    system.publish({ kind: 'Gap' });
    expect(await next).toMatchObject({ value: { change: { to: 'CANCELLED' } } });
  });

  it('ends at once when the client leaves, also while nothing happens', async () => {
    const system = await aTestSystem();
    const changes = await system.changesOf(ada, await system.place(ada));
    await changes.next();
    const pending = changes.next();
    await changes.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(system.subscribers()).toBe(0);
  });

  it('begins after the given version, with what happened since', async () => {
    const system = await aTestSystem();
    const id = await system.place(ada);
    await system.receive(id, stock, money);
    const changes = await system.changesOf(ada, id, 1);
    expect(await changes.next()).toMatchObject({ value: { change: { from: 'PENDING', to: 'PAID', version: 3 } } });
    await system.cancel(ada, id);
    await system.notifyOf(id);
    expect(await changes.next()).toMatchObject({ value: { change: { from: 'PAID', to: 'CANCELLED', version: 5 } } });
    const again = await system.changesOf(ada, id, 4);
    expect(await again.next()).toMatchObject({ value: { change: { to: 'CANCELLED', version: 5 } } });
  });

  it('delivers nothing after the last version until something happens', async () => {
    const system = await aTestSystem();
    const id = await system.place(ada);
    const changes = await system.changesOf(ada, id, 1);
    const next = changes.next();
    await system.notifyOf(id);
    await system.cancel(ada, id);
    await system.notifyOf(id);
    expect(await next).toMatchObject({ value: { change: { to: 'CANCELLED' } } });
  });

  it('is refused after a version that the order has not reached', async () => {
    const system = await aTestSystem();
    const id = await system.place(ada);
    expect(await system.watch(ada, id, 2)).toEqual({ kind: 'Refused', refusal: 'VERSION_NOT_REACHED' });
    expect(await system.watch(aCustomer(), id, 2)).toEqual({ kind: 'Refused', refusal: 'ORDER_NOT_FOUND' });
  });

  it('is for the customer of the order and for operators only', async () => {
    const system = await aTestSystem();
    const id = await system.place(ada);
    expect(await system.watch(aCustomer(), id)).toEqual({ kind: 'Refused', refusal: 'ORDER_NOT_FOUND' });
    expect(await system.watch(anOperator, id)).toMatchObject({ kind: 'Succeeded' });
  });

  it('delivers a long history after a version completely, without further notices', async () => {
    const store = inMemoryOrderStore(() => noon);
    await store.putPrices(prices);
    const order = await placedIn(store.orders)(ada);
    const [created] = await store.views.histories([order.id]);
    if (created === undefined) throw new Error('The order has no history');
    const versions = Array.from({ length: 250 }, (_, index) => index + 1);
    const views = {
      ...store.views,
      find: () => Promise.resolve([{ ...order, version: 250 }]),
      changesAfter: (_id: unknown, after: number, changesMax: number) =>
        Promise.resolve(
          versions
            .filter((version) => version > after)
            .slice(0, changesMax)
            .map((version) => ({ ...created, version })),
        ),
    };
    const outcome = await watchOrder({ views, ...inMemoryOrderStatusFeed() })({ id: order.id, after: 0 }, ada);
    const delivered: number[] = [];
    if (outcome.kind === 'Succeeded') {
      for await (const { change } of outcome.value) {
        delivered.push(change.version);
        if (change.version === 250) break;
      }
    }
    expect(delivered).toEqual(versions);
  });
});
