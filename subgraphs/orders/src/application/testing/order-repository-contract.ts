import { newId } from '@oms/database';
import type { CheckoutInput, Patience } from '../../domain/checkout/checkout';
import type { Price } from '../../domain/order/lines';
import { QUANTITY_MAX } from '../../domain/order/lines';
import type { OrderId } from '../../domain/order/values';
import { patience, tea, twoTeas } from '../../domain/testing/given';
import { cancelOrder } from '../cancel-order';
import { createOrder, type CreateOrderAnswer } from '../create-order';
import { hearEvents } from '../hear-events';
import type { OrderView, StatusChange } from '../order-view';
import { passDeadlines } from '../pass-deadlines';
import type { Checkouts } from '../ports/checkouts';
import type { Answer, Orders } from '../ports/orders';
import type { OrderViews } from '../ports/order-views';
import type { PublisherLog } from '../ports/publisher-log';
import type { Viewer } from '../viewer';
import { aCustomer, anOrderOf, causation, heard, prices } from './given';

export interface OrdersStore {
  readonly orders: Orders;
  readonly views: OrderViews;
  /** What a batch of messages or the deadlines do in one transaction. */
  inTransaction<T>(work: (checkouts: Checkouts) => Promise<T>): Promise<T>;
  putPrices(known: readonly Price[]): Promise<void>;
  close(): Promise<void>;
}

export const identifiers = {
  newOrderId: () => newId() as OrderId,
  newOrderNumber: () => newId(),
};

/** Nothing is on its way. */
export const catalogueLog: PublisherLog = { caughtUp: () => Promise.resolve('caught-up') };

const atOnce: Patience = { ...patience, reservationMs: 0 };

const done = (answer: Answer<unknown> | CreateOrderAnswer): OrderView => {
  if (answer.kind !== 'Done') throw new Error(`Not done: ${JSON.stringify(answer)}`);
  return answer.order;
};

/** What every store of orders keeps to, in memory as in PostgreSQL. */
export const ordersContract = (open: () => Promise<OrdersStore>): void => {
  let store: OrdersStore;

  beforeAll(async () => {
    store = await open();
    await store.putPrices(prices);
  });
  afterAll(() => store.close());

  const create = (viewer: Viewer, changes: Parameters<typeof anOrderOf>[1] = {}) =>
    createOrder({ orders: store.orders, identifiers, patience, catalogueLog })(anOrderOf(viewer, changes));
  const cancel = (viewer: Viewer, orderId: OrderId, idempotencyKey?: string) =>
    cancelOrder({ orders: store.orders, patience })({
      viewer,
      idempotencyKey,
      causation,
      input: { orderId, reason: 'Changed my mind' },
    });
  const hear = (...inputs: readonly (readonly [OrderId, CheckoutInput])[]) =>
    store.inTransaction((checkouts) =>
      hearEvents(patience)(
        checkouts,
        inputs.map(([id, input]) => heard(id, input)),
      ),
    );
  const read = async (id: OrderId): Promise<OrderView> => {
    const [order] = await store.views.find([id]);
    if (order === undefined) throw new Error('There is no such order');
    return order;
  };

  it('keeps an order as it was placed', async () => {
    const ada = aCustomer();
    const order = done(await create(ada));
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

  it('gives the first answer again to the same key and input, also after the order moved on', async () => {
    const ada = aCustomer();
    const first = await create(ada, { idempotencyKey: 'once' });
    await hear([done(first).id, { type: 'StockReserved' }]);
    await cancel(ada, done(first).id);
    expect(await create(ada, { idempotencyKey: 'once' })).toEqual(first);
    expect(await store.views.list({ customerId: ada.id }, { first: 10 })).toHaveLength(1);
  });

  it('places one order for the same key, however many arrive at once', async () => {
    const ada = aCustomer();
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(ada, { idempotencyKey: 'together' })));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await store.views.list({ customerId: ada.id }, { first: 10 })).toHaveLength(1);
  });

  it('tells a key that comes with another input', async () => {
    const ada = aCustomer();
    await create(ada, { idempotencyKey: 'reused' });
    expect(await create(ada, { idempotencyKey: 'reused', unpaid: true })).toEqual({ kind: 'KeyReused' });
  });

  it('keeps the keys of callers and operations apart', async () => {
    const [ada, grace] = [aCustomer(), aCustomer()];
    const order = done(await create(ada, { idempotencyKey: 'mine' }));
    expect(done(await create(grace, { idempotencyKey: 'mine' })).id).not.toBe(order.id);
    expect(done(await cancel(ada, order.id, 'mine')).status).toBe('CANCELLED');
  });

  it('keeps nothing of a refusal, so the same key may succeed later', async () => {
    const ada = aCustomer();
    const { input } = anOrderOf(ada);
    const tooMany = { ...input, items: [{ sku: tea, quantity: QUANTITY_MAX }, ...input.items] };
    expect(await create(ada, { idempotencyKey: 'later', input: tooMany })).toMatchObject({ kind: 'Refused' });
    expect(await store.views.list({ customerId: ada.id }, { first: 10 })).toHaveLength(0);
    expect(await create(ada, { idempotencyKey: 'later' })).toMatchObject({ kind: 'Done' });
  });

  it('lets one of two cancellations win', async () => {
    const ada = aCustomer();
    const { id } = done(await create(ada));
    const answers = await Promise.all([cancel(ada, id), cancel(ada, id)]);
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['Done', 'Refused']);
    expect(await read(id)).toMatchObject({ status: 'CANCELLED', version: 2 });
  });

  it('decides upon nothing when there is no such order', async () => {
    expect(await cancel(aCustomer(), newId() as OrderId)).toEqual({ kind: 'Refused', refusal: 'ORDER_NOT_FOUND' });
  });

  it('moves many orders on in one transaction, each in its own order', async () => {
    const ada = aCustomer();
    const ids = await Promise.all(Array.from({ length: 5 }, async () => done(await create(ada)).id));
    await hear(
      ...ids.map((id) => [id, { type: 'StockReserved' }] as const),
      ...ids.map((id) => [id, { type: 'PaymentCaptured', attempt: 1 }] as const),
    );
    for (const id of ids) expect(await read(id)).toMatchObject({ status: 'PAID', version: 4, step: 'Completed' });
  });

  it('numbers an order’s events without a gap, and keeps what it heard between them', async () => {
    const { id } = done(await create(aCustomer()));
    await hear([id, { type: 'StockReserved' }], [id, { type: 'StockReleased' }]);
    await hear([id, { type: 'PaymentCaptured', attempt: 1 }]);
    const timeline = await store.views.timelines([id]);
    expect(timeline.map(({ event, version, ignored }) => [event.type.split('.')[1], version, ignored])).toEqual([
      ['order-created', 1, null],
      ['stock-reserved', 1, null],
      ['payment-requested', 2, null],
      ['stock-released', 2, 'StockReleased means nothing in TakingPayment'],
      ['payment-captured', 2, null],
      ['order-paid', 3, null],
      ['shipment-requested', 4, null],
    ]);
  });

  it('keeps the history of statuses', async () => {
    const ada = aCustomer();
    const { id } = done(await create(ada));
    await hear([id, { type: 'StockReserved' }], [id, { type: 'PaymentCaptured', attempt: 1 }]);
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
    const { id } = done(await create(ada));
    await create(ada);
    await hear([id, { type: 'StockReserved' }], [id, { type: 'PaymentCaptured', attempt: 1 }]);
    await cancel(ada, id);
    const history = await store.views.histories([id]);
    expect(await store.views.changesAfter(id, 0, 10)).toEqual(history);
    expect(await store.views.changesAfter(id, 1, 10)).toEqual(history.slice(1));
    expect(await store.views.changesAfter(id, 4, 10)).toEqual(history.slice(2));
    expect(await store.views.changesAfter(id, 5, 10)).toEqual([]);
    expect(await store.views.changesAfter(id, 0, 2)).toEqual(history.slice(0, 2));
  });

  it('gives all changes since a moment, page by page', async () => {
    const placed = [done(await create(aCustomer())), done(await create(aCustomer())), done(await create(aCustomer()))];
    const told: StatusChange[] = [];
    for (let from: Parameters<OrderViews['changesSince']>[0] | undefined = placed[0]?.placedAt; from !== undefined;) {
      const page = await store.views.changesSince(from, 2);
      told.push(...page.changes);
      from = page.next;
    }
    const ids = placed.map(({ id }) => id);
    expect(told.map(({ orderId }) => orderId).filter((id) => ids.includes(id))).toEqual(ids);
  });

  it('keeps why an order failed', async () => {
    const { id } = done(await create(aCustomer()));
    await hear([id, { type: 'StockRejected' }]);
    const failure = { code: 'OUT_OF_STOCK', message: 'Not everything in this order is in stock.' };
    expect(await read(id)).toMatchObject({ status: 'FAILED', failure, step: 'Compensated', deadline: null });
    expect(await store.views.histories([id])).toMatchObject([{}, { to: 'FAILED', reason: 'OUT_OF_STOCK', failure }]);
  });

  it('takes back all that a transaction did when it fails', async () => {
    const { id } = done(await create(aCustomer()));
    const failing = store.inTransaction(async (checkouts) => {
      await hearEvents(patience)(checkouts, [heard(id, { type: 'StockReserved' })]);
      throw new Error('the lights went out');
    });
    await expect(failing).rejects.toThrow('the lights went out');
    expect(await read(id)).toMatchObject({ version: 1, step: 'ReservingStock' });
    expect(await store.views.timelines([id])).toHaveLength(1);
  });

  it('gives up the steps whose deadline is over, and no others', async () => {
    const slow = done(
      await createOrder({ orders: store.orders, identifiers, patience: atOnce, catalogueLog })(anOrderOf(aCustomer())),
    );
    const other = done(await create(aCustomer()));
    await store.inTransaction(passDeadlines(patience));
    expect(await read(slow.id)).toMatchObject({ status: 'FAILED', failure: { code: 'RESERVATION_TIMEOUT' } });
    expect(await read(other.id)).toMatchObject({ status: 'PENDING', version: 1 });
    expect(await store.inTransaction(passDeadlines(patience))).toBe(false);
  });

  it('moves the deadline with the step', async () => {
    const { id, deadline } = done(await create(aCustomer(), { unpaid: true }));
    await hear([id, { type: 'StockReserved' }]);
    const awaiting = await read(id);
    expect(awaiting.step).toBe('AwaitingPaymentMethod');
    expect(awaiting.deadline).toBeGreaterThan(deadline ?? Infinity);
  });

  it('lists a customer’s orders newest first, page by page', async () => {
    const ada = aCustomer();
    const placed = [done(await create(ada)), done(await create(ada)), done(await create(ada))];
    const newestFirst = [...placed].sort((one, other) => other.placedAt - one.placedAt || (one.id < other.id ? 1 : -1));
    const firstPage = await store.views.list({ customerId: ada.id }, { first: 2 });
    expect(firstPage).toHaveLength(3);
    const secondPage = await store.views.list({ customerId: ada.id }, { first: 2, after: firstPage[1]?.cursor });
    expect([...firstPage.slice(0, 2), ...secondPage].map(({ row }) => row.id)).toEqual(newestFirst.map(({ id }) => id));
  });

  it('filters by status, time and source', async () => {
    const ada = aCustomer();
    const open = done(await create(ada));
    const gone = done(await create(ada));
    await cancel(ada, gone.id);
    const ids = async (filter: Parameters<OrderViews['list']>[0]) =>
      (await store.views.list({ ...filter, customerId: ada.id }, { first: 10 })).map(({ row }) => row.id);
    expect(await ids({ status: ['CANCELLED', 'FAILED'] })).toEqual([gone.id]);
    expect(await ids({ status: ['PENDING'], source: 'API' })).toEqual([open.id]);
    expect(await ids({ source: 'BATCH' })).toEqual([]);
    expect(await ids({ placedAfter: gone.placedAt })).toEqual([]);
    expect(await ids({ placedBefore: open.placedAt })).toEqual([]);
  });

  it('knows who has ordered', async () => {
    const [ada, grace] = [aCustomer(), aCustomer()];
    await create(ada);
    expect(await store.views.hasOrders(ada.id)).toBe(true);
    expect(await store.views.hasOrders(grace.id)).toBe(false);
  });
};
