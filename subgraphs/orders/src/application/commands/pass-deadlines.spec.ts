import { noon, timeouts } from '../../domain/testing/fixtures';
import { aCustomer, anOrderWithoutPayment, placedIn, prices } from '../testing/fixtures';
import type { OrderView } from '../ports/order-views';
import { inMemoryOrderStore } from '../testing/in-memory-order-repository';
import { passDeadlines } from './pass-deadlines';

const BATCH = 100;

const aStoreWith = async (overdue: number) => {
  let now = noon;
  const store = inMemoryOrderStore(() => now);
  await store.putPrices(prices);
  const place = placedIn(store.orders);
  const orders: OrderView[] = [];
  for (let placed = 0; placed < overdue; placed += 1) orders.push(await place(aCustomer()));
  now += timeouts.reservationMs;
  const waiting = await place(aCustomer(), { command: anOrderWithoutPayment });
  const read = async () => (await store.views.find(orders.map(({ id }) => id))).map(({ status }) => status);
  return { pass: () => store.inTransaction(passDeadlines(timeouts)), read, waiting, views: store.views };
};

describe('the deadlines that have passed', () => {
  it('are processed in batches, until there are no more', async () => {
    const { pass, read } = await aStoreWith(BATCH + 1);
    expect(await pass()).toBe(true);
    expect((await read()).filter((status) => status === 'FAILED')).toHaveLength(BATCH);
    expect(await pass()).toBe(false);
    expect(await read()).not.toContain('PENDING');
  });

  it('may be more when a batch is full', async () => {
    const { pass } = await aStoreWith(BATCH);
    expect(await pass()).toBe(true);
    expect(await pass()).toBe(false);
  });

  it('do not affect an order whose deadline is still ahead', async () => {
    const { pass, waiting, views } = await aStoreWith(1);
    expect(await pass()).toBe(false);
    expect(await views.find([waiting.id])).toMatchObject([{ status: 'PENDING', version: 1 }]);
  });

  it('fail the order in the causation of the request that placed it', async () => {
    const { pass, views } = await aStoreWith(1);
    await pass();
    const { items } = await views.list({ status: ['FAILED'] }, { first: 1, after: undefined });
    const [created, failed] = await views.timelines(items.map(({ node }) => node.id));
    expect(failed?.event).toMatchObject({
      type: 'orders.order-failed.v1',
      correlationId: created?.event.correlationId,
      actorId: null,
    });
  });
});
