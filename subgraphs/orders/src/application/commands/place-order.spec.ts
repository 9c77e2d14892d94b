import { noon, timeouts } from '../../domain/testing/fixtures';
import type { CaughtUp } from '../ports/caught-up';
import { aCustomer, anOperator, anOrder, ids, prices, requestOf } from '../testing/fixtures';
import { inMemoryOrderStore } from '../testing/in-memory-order-repository';
import { placeOrder, type PlaceOrder } from './place-order';

/** Inventory's log with this result, once the events on their way have been applied. */
const aLog = (isCaughtUp: boolean, apply: () => Promise<void> = () => Promise.resolve()) => {
  const calls: (readonly string[])[] = [];
  const catalogueCaughtUp: CaughtUp = async (skus) => {
    calls.push(skus);
    await apply();
    return isCaughtUp;
  };
  return { catalogueCaughtUp, calls };
};

const aStore = () => inMemoryOrderStore(() => noon);

const placingIn =
  (store: ReturnType<typeof aStore>, catalogueCaughtUp: CaughtUp) =>
  (command: PlaceOrder = anOrder, actor = aCustomer() as Parameters<typeof requestOf>[0]) =>
    placeOrder({ ...store, ...ids, timeouts, catalogueCaughtUp })(command, requestOf(actor));

describe('a product in the price book', () => {
  it('is ordered without waiting for inventory’s log', async () => {
    const store = aStore();
    await store.putPrices(prices);
    const { catalogueCaughtUp, calls } = aLog(false);
    const outcome = await placingIn(store, catalogueCaughtUp)();
    expect(outcome).toMatchObject({ kind: 'Succeeded', value: { status: 'PENDING' } });
    expect(calls).toEqual([]);
  });
});

describe('a product that was just added', () => {
  it('can be ordered: the price book catches up first', async () => {
    const store = aStore();
    const { catalogueCaughtUp, calls } = aLog(true, () => store.putPrices(prices));
    const outcome = await placingIn(store, catalogueCaughtUp)();
    expect(outcome).toMatchObject({ kind: 'Succeeded', value: { status: 'PENDING' } });
    expect(calls).toEqual([['TEA-GREEN']]);
  });
});

describe('a product that is not in the price book', () => {
  it('is refused once the price book has caught up, which is checked once', async () => {
    const { catalogueCaughtUp, calls } = aLog(true);
    const outcome = await placingIn(aStore(), catalogueCaughtUp)();
    expect(outcome).toMatchObject({ kind: 'Refused', refusal: { code: 'NOT_PRICED' } });
    expect(calls).toHaveLength(1);
  });

  it('is not refused as unknown while the price book is behind', async () => {
    const { catalogueCaughtUp } = aLog(false);
    expect(await placingIn(aStore(), catalogueCaughtUp)()).toMatchObject({ kind: 'Unavailable' });
  });
});

describe('an order for another customer', () => {
  const forGrace = { ...anOrder, customerId: aCustomer().id };

  it('is placed by operators only', async () => {
    const store = aStore();
    await store.putPrices(prices);
    const place = placingIn(store, aLog(true).catalogueCaughtUp);
    expect(await place(forGrace)).toEqual({ kind: 'Refused', refusal: { code: 'NOT_AN_OPERATOR' } });
    expect(await place(forGrace, anOperator)).toMatchObject({
      kind: 'Succeeded',
      value: { customerId: forGrace.customerId },
    });
  });
});
