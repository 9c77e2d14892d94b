import { noon } from '../../domain/testing/fixtures';
import type { OrderView, StatusChange, TimelineEntry } from '../ports/order-views';
import { aCustomer, participantEvent, placedIn, prices } from '../testing/fixtures';
import { inMemoryOrderStore } from '../testing/in-memory-order-repository';
import { getOrderTimelines, getStatusHistories } from './get-order-timelines';

const anOrder = async (): Promise<OrderView> => {
  const store = inMemoryOrderStore(() => noon);
  await store.putPrices(prices);
  return placedIn(store.orders)(aCustomer());
};

const entry = ({ id }: OrderView, type: string, changes: Partial<TimelineEntry> & { data?: unknown } = {}) => {
  const { event } = participantEvent(id, { type: 'StockReserved' });
  const { data = {}, ...rest } = changes;
  return { orderId: id, version: 1, received: true, ignored: null, event: { ...event, type, data }, ...rest };
};

const timelinesFrom = (timeline: readonly TimelineEntry[]) => {
  const requested: (readonly string[])[] = [];
  const get = getOrderTimelines({
    ...inMemoryOrderStore(() => noon).views,
    timelines: (ids) => {
      requested.push(ids);
      return Promise.resolve(timeline);
    },
  });
  return { get, requested };
};

describe('the timelines of orders', () => {
  it.each([
    ['the failure’s code', { failure: { code: 'OUT_OF_STOCK', message: 'Not in stock' } }, 'OUT_OF_STOCK'],
    ['the message', { message: 'The card was declined.', reason: 'Another' }, 'The card was declined.'],
    ['the reason', { reason: 'Changed my mind', failure: null }, 'Changed my mind'],
    ['the reason beside a failure without a code', { failure: {}, reason: 'Late' }, 'Late'],
    ['the reason beside a failure that is a text', { failure: 'text', reason: 'Late' }, 'Late'],
    ['nothing of other data', { message: 7, reason: null }, null],
    ['nothing of a text', 'text', null],
    ['nothing of null', null, null],
  ])('show %s as the detail of a step', async (...[, data, detail]) => {
    const order = { ...(await anOrder()), version: 2, snapshot: false };
    const { get } = timelinesFrom([
      entry(order, 'orders.order-created.v1', { received: false }),
      {
        ...entry(order, 'inventory.stock-reserved.v1'),
        event: { ...entry(order, 'inventory.stock-reserved.v1').event, data },
      },
    ]);
    const [timeline] = await get([order]);
    expect(timeline?.saga.steps[0]).toMatchObject({ name: 'ReservingStock', status: 'DONE', detail });
  });

  it('show why an event was ignored rather than its data', async () => {
    const order = await anOrder();
    const late = entry(order, 'payments.payment-captured.v1', { ignored: 'Too late', data: { message: 'Captured' } });
    const { get } = timelinesFrom([late]);
    const [timeline] = await get([{ ...order, snapshot: false }]);
    expect(timeline?.saga.steps.at(-1)).toMatchObject({
      name: 'PaymentCaptured',
      status: 'SKIPPED',
      detail: 'Too late',
    });
  });

  it('end with the version of the view; in a mutation’s result also what was received at that version comes later', async () => {
    const order = await anOrder();
    const { get, requested } = timelinesFrom([
      entry(order, 'orders.order-created.v1', { received: false, version: 1 }),
      entry(order, 'inventory.stock-reserved.v1', { version: 1 }),
      entry(order, 'orders.payment-requested.v1', { received: false, version: 2 }),
    ]);
    const views = [order, { ...order, snapshot: false }, { ...order, snapshot: false, version: 2 }];
    const lengths = (await get(views)).map(({ events }) => events.length);
    expect(lengths).toEqual([1, 2, 3]);
    expect(requested).toEqual([[order.id]]);
  });

  it('are empty for an order without events', async () => {
    const { get } = timelinesFrom([]);
    expect(await get([await anOrder()])).toMatchObject([{ events: [] }]);
  });
});

describe('the status histories of orders', () => {
  it('end with the version of the view', async () => {
    const order = await anOrder();
    const change = (version: number): StatusChange => ({
      orderId: order.id,
      version,
      from: null,
      to: 'PENDING',
      reason: null,
      failure: null,
      at: noon,
    });
    const views = { ...inMemoryOrderStore(() => noon).views, histories: () => Promise.resolve([change(1), change(3)]) };
    const get = getStatusHistories(views);
    const versions = (await get([order, { ...order, version: 3 }])).map((history) =>
      history.map(({ version }) => version),
    );
    expect(versions).toEqual([[1], [1, 3]]);
    const none = getStatusHistories({ ...views, histories: () => Promise.resolve([]) });
    expect(await none([order])).toEqual([[]]);
  });
});
