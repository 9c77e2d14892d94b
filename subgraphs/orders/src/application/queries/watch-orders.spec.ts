import type { Actor, Id, Instant } from '@oms/kernel';
import { noon } from '../../domain/testing/fixtures';
import type { ChangesCursor, OrderFilter, OrderView, StatusChange } from '../ports/order-views';
import { aCustomer, cancellingIn, placedIn, prices } from '../testing/fixtures';
import { inMemoryOrderStore } from '../testing/in-memory-order-repository';
import { inMemoryOrderStatusFeed } from '../testing/in-memory-order-status-feed';
import type { WatchedChange } from './watch-order';
import { watchOrders } from './watch-orders';

const SECOND = 1_000;
const [ada, grace] = [aCustomer(), aCustomer()];

const aTestSystem = async () => {
  let now = noon;
  const clock = () => (now += 1);
  const store = inMemoryOrderStore(clock);
  await store.putPrices(prices);
  const { statusFeed, publish } = inMemoryOrderStatusFeed();
  return {
    setClock: (instant: Instant) => {
      now = instant;
    },
    place: async (actor: Actor): Promise<Id<'Order'>> => (await placedIn(store.orders)(actor)).id,
    cancel: cancellingIn(store.orders),
    gap: () => {
      publish({ kind: 'Gap' });
    },
    notifyOf: async (id: Id<'Order'>): Promise<void> => {
      const change = (await store.views.histories([id])).at(-1);
      if (change !== undefined) publish({ kind: 'Changed', change });
    },
    watch: watchOrders({ ...store, statusFeed, clock }),
  };
};

/** The next so many changes, as "order: status". */
const take = async (changes: AsyncIterator<WatchedChange>, count: number): Promise<readonly string[]> => {
  const taken: string[] = [];
  while (taken.length < count) {
    const next = await changes.next();
    if (next.done === true) return [...taken, 'ended'];
    taken.push(`${next.value.change.orderId}: ${next.value.change.to}`);
  }
  return taken;
};

describe('watching all orders', () => {
  it('delivers what happens from then on, and matches the filter', async () => {
    const system = await aTestSystem();
    await system.place(ada);
    const changes = system.watch({ customerId: ada.id });
    const [hers, other] = [await system.place(ada), await system.place(grace)];
    await system.notifyOf(other);
    await system.notifyOf(hers);
    expect(await take(changes, 1)).toEqual([`${hers}: PENDING`]);
    await changes.return?.();
  });

  it('delivers nothing twice after a gap, and nothing from before', async () => {
    const system = await aTestSystem();
    await system.place(ada);
    const changes = system.watch({});
    const id = await system.place(ada);
    await system.notifyOf(id);
    expect(await take(changes, 1)).toEqual([`${id}: PENDING`]);
    await system.cancel(ada, id);
    system.gap();
    expect(await take(changes, 1)).toEqual([`${id}: CANCELLED`]);
    await changes.return?.();
  });

  it('delivers after a gap what was recorded earlier but became visible later', async () => {
    const system = await aTestSystem();
    const changes = system.watch({});
    system.setClock(noon + 60 * SECOND);
    const first = await system.place(ada);
    await system.notifyOf(first);
    expect(await take(changes, 1)).toEqual([`${first}: PENDING`]);
    // Its transaction began before the other one, and committed after it.
    system.setClock(noon + 51 * SECOND);
    const late = await system.place(ada);
    system.gap();
    expect(await take(changes, 1)).toEqual([`${late}: PENDING`]);
    await changes.return?.();
  });

  it('shows each order as the change left it', async () => {
    const system = await aTestSystem();
    const changes = system.watch({});
    const id = await system.place(ada);
    await system.notifyOf(id);
    await system.cancel(ada, id);
    const { value } = await changes.next();
    expect(value).toMatchObject({ change: { version: 1 }, order: { id, status: 'PENDING', version: 1 } });
    await changes.return?.();
  });

  it('lets a client that reads too slowly catch up from the history', async () => {
    const system = await aTestSystem();
    const changes = system.watch({});
    const ids: Id<'Order'>[] = [];
    for (let placed = 0; placed < 1_100; placed += 1) ids.push(await system.place(ada));
    for (const id of ids) await system.notifyOf(id);
    expect(await take(changes, ids.length)).toEqual(ids.map((id) => `${id}: PENDING`));
    await changes.return?.();
  });
});

/** A history that the test writes; `onPage` is called before each page is read. */
const aHistory = async (length: number, onPage: (page: number) => void = () => undefined) => {
  const store = inMemoryOrderStore(() => noon);
  await store.putPrices(prices);
  const order = await placedIn(store.orders)(ada);
  const changeTo = (version: number): StatusChange => ({
    orderId: order.id,
    version,
    from: null,
    to: 'PENDING',
    reason: null,
    failure: null,
    at: noon,
  });
  const all = Array.from({ length }, (_, index) => changeTo(index + 1));
  const from: (Instant | ChangesCursor)[] = [];
  const views = {
    find: (): Promise<readonly OrderView[]> => Promise.resolve([order]),
    changesSince: (after: Instant | ChangesCursor, changesMax: number) => {
      onPage(from.push(after));
      const start = typeof after === 'number' ? 0 : Number(after.after);
      const changes = all.slice(start, start + changesMax);
      const next = changes.length < changesMax ? undefined : { after: (start + changesMax).toString() };
      return Promise.resolve({ changes, next });
    },
  };
  return { views, changeTo, from };
};

const versionsOf = async (changes: AsyncIterator<WatchedChange>, count: number): Promise<readonly number[]> => {
  const versions: number[] = [];
  while (versions.length < count) {
    const next = await changes.next();
    if (next.done === true) return versions;
    versions.push(next.value.change.version);
  }
  return versions;
};

const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1);

describe('catching up from the history', () => {
  const { statusFeed, publish } = inMemoryOrderStatusFeed();
  const watch = (views: Awaited<ReturnType<typeof aHistory>>['views'], filter: OrderFilter = {}) =>
    watchOrders({ views, statusFeed, clock: () => noon })(filter);

  it('ends with what was published meanwhile, also without another notice', async () => {
    const { views, changeTo } = await aHistory(250, (page) => {
      if (page === 1) publish({ kind: 'Changed', change: changeTo(999) });
    });
    const changes = watch(views);
    publish({ kind: 'Gap' });
    expect(await versionsOf(changes, 251)).toEqual([...upTo(250), 999]);
    await changes.return?.();
  });

  it('begins anew after another gap, and repeats nothing', async () => {
    const { views, from } = await aHistory(450, (page) => {
      if (page === 2) publish({ kind: 'Gap' });
    });
    const changes = watch(views);
    publish({ kind: 'Gap' });
    expect(await versionsOf(changes, 450)).toEqual(upTo(450));
    expect(from).toEqual([noon, { after: '200' }, noon, { after: '200' }, { after: '400' }]);
    await changes.return?.();
  });

  it('begins ten seconds before what was delivered last', async () => {
    const { views, from, changeTo } = await aHistory(1);
    const changes = watch(views);
    publish({ kind: 'Changed', change: { ...changeTo(7), at: noon + 60_000 } });
    expect(await versionsOf(changes, 1)).toEqual([7]);
    publish({ kind: 'Gap' });
    expect(await versionsOf(changes, 1)).toEqual([1]);
    expect(from).toEqual([noon + 50_000]);
    await changes.return?.();
  });

  it('repeats none of the last five thousand changes', async () => {
    const { views, changeTo } = await aHistory(0);
    const changes = watch(views);
    for (const version of upTo(10_001)) {
      publish({ kind: 'Changed', change: changeTo(version) });
      await changes.next();
    }
    // The oldest half was dropped with the last change: so much memory is the limit.
    for (const version of [10_001, 5_001, 5_000, 10_002]) publish({ kind: 'Changed', change: changeTo(version) });
    const [first] = await versionsOf(changes, 1);
    expect(first).toBe(5_000);
    expect(await versionsOf(changes, 1)).toEqual([10_002]);
    await changes.return?.();
  });

  it('leaves out an order that cannot be read any more', async () => {
    const { views, changeTo } = await aHistory(1);
    const changes = watch(views);
    publish({ kind: 'Changed', change: { ...changeTo(1), orderId: 'no-order' as Id<'Order'> } });
    publish({ kind: 'Changed', change: changeTo(2) });
    expect(await versionsOf(changes, 1)).toEqual([2]);
    await changes.return?.();
  });
});
