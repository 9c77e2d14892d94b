import { newId } from '@oms/database';
import type { Actor, Id } from '@oms/kernel';
import type { CheckoutInput } from '../../domain/checkout/checkout';
import { type Price, QUANTITY_MAX } from '../../domain/order/lines';
import { tea, timeouts, twoTeas } from '../../domain/testing/fixtures';
import { passDeadlines } from '../commands/pass-deadlines';
import { onParticipantEvents } from '../event-handlers/on-participant-events';
import type { CheckoutRepository } from '../ports/checkout-repository';
import type { OrderRepository } from '../ports/order-repository';
import type { OrderView, OrderViews, StatusChange } from '../ports/order-views';
import {
  aCustomer,
  anOrder,
  anOrderWithoutPayment,
  cancellingIn,
  participantEvent,
  placedIn,
  placingIn,
  prices,
  succeededWith,
} from './fixtures';

/** The repositories and views of orders, in memory or in PostgreSQL. */
export interface OrderStore {
  readonly orders: OrderRepository;
  readonly views: OrderViews;
  /** Runs what a batch of events or the deadlines do, in one transaction. */
  inTransaction<T>(work: (checkouts: CheckoutRepository) => Promise<T>): Promise<T>;
  putPrices(known: readonly Price[]): Promise<void>;
  close(): Promise<void>;
}

/** What every store of orders guarantees, in memory as in PostgreSQL. */
export const orderRepositoryContract = (open: () => Promise<OrderStore>): void => {
  let store: OrderStore;

  beforeAll(async () => {
    store = await open();
    await store.putPrices(prices);
  });
  afterAll(() => store.close());

  const place = (...placing: Parameters<ReturnType<typeof placingIn>>) => placingIn(store.orders)(...placing);
  const placed = (...placing: Parameters<ReturnType<typeof placedIn>>) => placedIn(store.orders)(...placing);
  const cancel = (actor: Actor, orderId: Id<'Order'>, idempotencyKey?: string) =>
    cancellingIn(store.orders)(actor, orderId, {
      reason: 'Changed my mind',
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    });
  const receive = (...inputs: readonly (readonly [Id<'Order'>, CheckoutInput])[]) =>
    store.inTransaction((checkouts) =>
      onParticipantEvents(timeouts)(
        checkouts,
        inputs.map(([id, input]) => participantEvent(id, input)),
      ),
    );
  const read = async (id: Id<'Order'>): Promise<OrderView> => {
    const [order] = await store.views.find([id]);
    if (order === undefined) throw new Error('There is no such order');
    return order;
  };
  const list = (filter: Parameters<OrderViews['list']>[0], first = 10, after?: string) =>
    store.views.list(filter, { first, after });

  it('stores an order as it was placed', async () => {
    const ada = aCustomer();
    const order = await placed(ada);
    expect(order).toMatchObject({
      customerId: ada.id,
      status: 'PENDING',
      version: 1,
      lines: twoTeas.lines,
      total: { amountMinor: 2500n, currency: 'USD' },
      contact: twoTeas.contact,
      shippingAddress: twoTeas.shippingAddress,
      step: 'ReservingStock',
      snapshot: true,
    });
    expect(await read(order.id)).toEqual({ ...order, snapshot: false });
  });

  it('gives the first outcome again to the same key and command, also after later changes', async () => {
    const ada = aCustomer();
    const first = await place(ada, { idempotencyKey: 'once' });
    await receive([succeededWith(first).id, { type: 'StockReserved' }]);
    await cancel(ada, succeededWith(first).id);
    expect(await place(ada, { idempotencyKey: 'once' })).toEqual(first);
    expect((await list({ customerId: ada.id })).items).toHaveLength(1);
  });

  it('places one order for the same key, however many arrive at once', async () => {
    const ada = aCustomer();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => place(ada, { idempotencyKey: 'together' })));
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    expect((await list({ customerId: ada.id })).items).toHaveLength(1);
  });

  it('refuses a key that comes with another command', async () => {
    const ada = aCustomer();
    await place(ada, { idempotencyKey: 'reused' });
    const other = { idempotencyKey: 'reused', command: anOrderWithoutPayment };
    expect(await place(ada, other)).toEqual({ kind: 'KeyReused' });
  });

  it('keeps the keys of actors and operations apart', async () => {
    const [ada, grace] = [aCustomer(), aCustomer()];
    const order = await placed(ada, { idempotencyKey: 'mine' });
    expect((await placed(grace, { idempotencyKey: 'mine' })).id).not.toBe(order.id);
    expect(succeededWith(await cancel(ada, order.id, 'mine')).status).toBe('CANCELLED');
  });

  it('stores nothing of a refusal, so the same key may succeed later', async () => {
    const ada = aCustomer();
    const tooMany = { ...anOrder, items: [{ sku: tea, quantity: QUANTITY_MAX }, ...anOrder.items] };
    expect(await place(ada, { idempotencyKey: 'later', command: tooMany })).toMatchObject({ kind: 'Refused' });
    expect((await list({ customerId: ada.id })).items).toHaveLength(0);
    expect(await place(ada, { idempotencyKey: 'later' })).toMatchObject({ kind: 'Succeeded' });
  });

  it('lets one of two cancellations win', async () => {
    const ada = aCustomer();
    const { id } = await placed(ada);
    const outcomes = await Promise.all([cancel(ada, id), cancel(ada, id)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['Refused', 'Succeeded']);
    expect(await read(id)).toMatchObject({ status: 'CANCELLED', version: 2 });
  });

  it('gives the decision undefined when there is no such order', async () => {
    expect(await cancel(aCustomer(), newId())).toEqual({ kind: 'Refused', refusal: 'ORDER_NOT_FOUND' });
  });

  it('advances many orders in one transaction, each in its own order', async () => {
    const ada = aCustomer();
    const ids = await Promise.all(Array.from({ length: 5 }, async () => (await placed(ada)).id));
    await receive(
      ...ids.map((id) => [id, { type: 'StockReserved' }] as const),
      ...ids.map((id) => [id, { type: 'PaymentCaptured', attempt: 1 }] as const),
    );
    for (const id of ids) expect(await read(id)).toMatchObject({ status: 'PAID', version: 4, step: 'Completed' });
  });

  it('numbers an order’s events without a gap, and keeps received events between them', async () => {
    const { id } = await placed(aCustomer());
    await receive([id, { type: 'StockReserved' }], [id, { type: 'StockReleased' }]);
    await receive([id, { type: 'PaymentCaptured', attempt: 1 }]);
    const timeline = await store.views.timelines([id]);
    expect(timeline.map(({ event, version, ignored }) => [event.type.split('.')[1], version, ignored])).toEqual([
      ['order-created', 1, null],
      ['stock-reserved', 1, null],
      ['payment-requested', 2, null],
      ['stock-released', 2, 'StockReleased has no effect in TakingPayment'],
      ['payment-captured', 2, null],
      ['order-paid', 3, null],
      ['shipment-requested', 4, null],
    ]);
  });

  it('stores the events of an order that does not exist, and why they were ignored', async () => {
    const unknown = newId<'Order'>();
    await receive([unknown, { type: 'StockReserved' }]);
    expect(await store.views.timelines([unknown])).toMatchObject([
      { orderId: unknown, version: 0, received: true, ignored: 'There is no such order' },
    ]);
  });

  it('stores an event that is no input of the saga in the timeline only', async () => {
    const { id } = await placed(aCustomer());
    const notified = { ...participantEvent(id, { type: 'StockReserved' }), input: null };
    await store.inTransaction((checkouts) => onParticipantEvents(timeouts)(checkouts, [notified]));
    expect(await read(id)).toMatchObject({ version: 1, step: 'ReservingStock' });
    expect((await store.views.timelines([id])).at(-1)).toMatchObject({ version: 1, received: true, ignored: null });
  });

  it('stores the history of statuses', async () => {
    const ada = aCustomer();
    const { id } = await placed(ada);
    await receive([id, { type: 'StockReserved' }], [id, { type: 'PaymentCaptured', attempt: 1 }]);
    await cancel(ada, id);
    const history = await store.views.histories([id]);
    expect(history.map(({ from, to, reason, version }) => [from, to, reason, version])).toEqual([
      [null, 'PENDING', null, 1],
      ['PENDING', 'PAID', null, 3],
      ['PAID', 'CANCELLED', 'Changed my mind', 5],
    ]);
  });

  it('gives the changes of one order after a version, and no more than wanted', async () => {
    const ada = aCustomer();
    const { id } = await placed(ada);
    await place(ada);
    await receive([id, { type: 'StockReserved' }], [id, { type: 'PaymentCaptured', attempt: 1 }]);
    await cancel(ada, id);
    const history = await store.views.histories([id]);
    expect(await store.views.changesAfter(id, 0, 10)).toEqual(history);
    expect(await store.views.changesAfter(id, 1, 10)).toEqual(history.slice(1));
    expect(await store.views.changesAfter(id, 4, 10)).toEqual(history.slice(2));
    expect(await store.views.changesAfter(id, 5, 10)).toEqual([]);
    expect(await store.views.changesAfter(id, 0, 2)).toEqual(history.slice(0, 2));
  });

  it('gives all changes since a moment, page by page', async () => {
    const orders = [await placed(aCustomer()), await placed(aCustomer()), await placed(aCustomer())];
    const changes: StatusChange[] = [];
    for (let from: Parameters<OrderViews['changesSince']>[0] | undefined = orders[0]?.placedAt; from !== undefined;) {
      const page = await store.views.changesSince(from, 2);
      changes.push(...page.changes);
      from = page.next;
    }
    const ids = orders.map(({ id }) => id);
    expect(changes.map(({ orderId }) => orderId).filter((id) => ids.includes(id))).toEqual(ids);
  });

  it('stores why an order failed', async () => {
    const { id } = await placed(aCustomer());
    await receive([id, { type: 'StockRejected' }]);
    const failure = { code: 'OUT_OF_STOCK', message: 'Not everything in this order is in stock.' };
    expect(await read(id)).toMatchObject({ status: 'FAILED', failure, step: 'Compensated', deadline: null });
    expect(await store.views.histories([id])).toMatchObject([{}, { to: 'FAILED', reason: 'OUT_OF_STOCK', failure }]);
  });

  it('rolls back everything that a failed transaction did', async () => {
    const { id } = await placed(aCustomer());
    const failing = store.inTransaction(async (checkouts) => {
      await onParticipantEvents(timeouts)(checkouts, [participantEvent(id, { type: 'StockReserved' })]);
      throw new Error('a later step failed');
    });
    await expect(failing).rejects.toThrow('a later step failed');
    expect(await read(id)).toMatchObject({ version: 1, step: 'ReservingStock' });
    expect(await store.views.timelines([id])).toHaveLength(1);
  });

  it('abandons the orders whose deadline has passed, and no others', async () => {
    const slow = await placed(aCustomer(), { timeouts: { ...timeouts, reservationMs: 0 } });
    const other = await placed(aCustomer());
    await store.inTransaction(passDeadlines(timeouts));
    expect(await read(slow.id)).toMatchObject({ status: 'FAILED', failure: { code: 'RESERVATION_TIMEOUT' } });
    expect(await read(other.id)).toMatchObject({ status: 'PENDING', version: 1 });
    expect(await store.inTransaction(passDeadlines(timeouts))).toBe(false);
  });

  it('sets the deadline of the new step', async () => {
    const { id, deadline } = await placed(aCustomer(), { command: anOrderWithoutPayment });
    await receive([id, { type: 'StockReserved' }]);
    const awaiting = await read(id);
    expect(awaiting.step).toBe('AwaitingPaymentMethod');
    expect(awaiting.deadline).toBeGreaterThan(deadline ?? Infinity);
  });

  it('lists a customer’s orders newest first, page by page', async () => {
    const ada = aCustomer();
    const orders = [await placed(ada), await placed(ada), await placed(ada)];
    const newestFirst = [...orders].sort((one, other) => other.placedAt - one.placedAt || (one.id < other.id ? 1 : -1));
    const firstPage = await list({ customerId: ada.id }, 2);
    expect(firstPage).toMatchObject({ items: [{}, {}], hasNextPage: true });
    const secondPage = await list({ customerId: ada.id }, 2, firstPage.items.at(-1)?.cursor);
    expect(secondPage).toMatchObject({ items: [{}], hasNextPage: false });
    const ids = [...firstPage.items, ...secondPage.items].map(({ node }) => node.id);
    expect(ids).toEqual(newestFirst.map(({ id }) => id));
    // A page that is just full has no next one.
    expect(await list({ customerId: ada.id }, 3)).toMatchObject({ items: [{}, {}, {}], hasNextPage: false });
  });

  it('filters by status, time and source', async () => {
    const ada = aCustomer();
    const open = await placed(ada);
    const gone = await placed(ada);
    await cancel(ada, gone.id);
    const ids = async (filter: Parameters<OrderViews['list']>[0]) =>
      (await list({ ...filter, customerId: ada.id })).items.map(({ node }) => node.id);
    expect(await ids({ status: ['CANCELLED', 'FAILED'] })).toEqual([gone.id]);
    expect(await ids({ status: ['PENDING'], source: 'API' })).toEqual([open.id]);
    expect(await ids({ source: 'BATCH' })).toEqual([]);
    expect(await ids({ placedAfter: gone.placedAt })).toEqual([]);
    expect(await ids({ placedBefore: open.placedAt })).toEqual([]);
    expect(await ids({ placedBefore: gone.placedAt + 1 })).toEqual([gone.id, open.id]);
    expect(await ids({ placedAfter: open.placedAt - 1 })).toEqual([gone.id, open.id]);
    expect(await ids({ status: [] })).toEqual([]);
  });

  it('reports which customers have orders', async () => {
    const [ada, grace] = [aCustomer(), aCustomer()];
    await place(ada);
    expect(await store.views.hasOrders(ada.id)).toBe(true);
    expect(await store.views.hasOrders(grace.id)).toBe(false);
  });
};
