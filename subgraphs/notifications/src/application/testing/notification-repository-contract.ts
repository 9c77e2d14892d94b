import type { Deliveries, KnownOrder, KnownOrders, NewMessage, Outgoing } from '../ports/customer-messages';
import type { NotificationViews } from '../ports/notification-views';

/** A store under test, empty. */
export interface NotificationsUnderTest {
  readonly orders: KnownOrders;
  readonly outgoing: Outgoing;
  readonly deliveries: Deliveries;
  readonly views: NotificationViews;
}

export const adasOrder: KnownOrder = {
  orderId: '0192f0c1-7a10-7000-8000-00000000ada1',
  customerId: 'ada',
  number: '7K2M-9QXD',
  total: { amountMinor: 2_500n, currency: 'USD' },
  contact: { email: 'ada@example.com', phone: '+4930123456' },
};

export const confirmation: NewMessage = {
  eventId: '0192f0c1-7a10-7000-8000-0000000000e1',
  order: adasOrder,
  kind: 'ORDER_CONFIRMED',
  channel: 'EMAIL',
  recipient: 'ada@example.com',
  subject: 'Your order 7K2M-9QXD is confirmed',
  body: 'It is.',
};
const text: NewMessage = { ...confirmation, channel: 'SMS', recipient: '+4930123456', subject: null };

const LEASE_MS = 60_000;

/** What every store of notifications does; run over the fake and over PostgreSQL. */
export const notificationsContract = (open: () => Promise<NotificationsUnderTest>): void => {
  let store: NotificationsUnderTest;
  beforeEach(async () => {
    store = await open();
  });

  it('keeps an order as it was first told', async () => {
    await store.orders.remember([adasOrder]);
    await store.orders.remember([{ ...adasOrder, customerId: 'eve' }]);
    const stranger = '0192f0c1-7a10-7000-8000-00000000dead';
    expect(await store.orders.find([adasOrder.orderId, stranger])).toEqual([adasOrder]);
  });

  it('queues one message for an event and a channel, however often it is asked', async () => {
    await store.outgoing.queue([confirmation, text]);
    await store.outgoing.queue([confirmation]);
    const queued = await store.views.ofOrders([adasOrder.orderId]);
    expect(queued.map(({ channel, status, customerId }) => [channel, status, customerId])).toEqual([
      ['EMAIL', 'QUEUED', 'ada'],
      ['SMS', 'QUEUED', 'ada'],
    ]);
  });

  const claim = (limit: number, { leaseMs = LEASE_MS, except = [] as readonly string[] } = {}) =>
    store.deliveries.claim({ limit, leaseMs, except });

  it('lends a message to one worker at a time', async () => {
    await store.outgoing.queue([confirmation, text]);
    const [first, second] = await Promise.all([claim(1), claim(1)]);
    expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(2);
    expect(await claim(10)).toEqual([]);
  });

  it('lends it again when the worker did not come back in time', async () => {
    await store.outgoing.queue([confirmation]);
    await claim(1, { leaseMs: 0 });
    expect(await claim(1)).toMatchObject([{ attempts: 2 }]);
  });

  it('does not lend it again while its lease is renewed, nor to a worker that still has it', async () => {
    await store.outgoing.queue([confirmation]);
    const [due] = await claim(1, { leaseMs: 0 });
    const ids = [due?.id ?? ''];
    expect(await claim(1, { except: ids })).toEqual([]);
    await store.deliveries.renew(ids, LEASE_MS);
    expect(await claim(1)).toEqual([]);
  });

  it('heeds of an attempt that another has followed only that it was sent', async () => {
    await store.outgoing.queue([confirmation]);
    const [first] = await claim(1, { leaseMs: 0 });
    await claim(1);
    if (first === undefined) throw new Error('Nothing was claimed.');
    await store.deliveries.settle([{ message: first, verdict: { kind: 'tryAgain', afterMs: 0, reason: 'Late.' } }]);
    expect(await claim(1)).toEqual([]);
    await store.deliveries.settle([{ message: first, verdict: { kind: 'sent' } }]);
    expect(await store.views.ofOrders([adasOrder.orderId])).toMatchObject([{ status: 'SENT', attempts: 2 }]);
  });

  it('records what became of each, once', async () => {
    await store.outgoing.queue([confirmation, text]);
    const due = await claim(10);
    const verdictOf = (channel: string) =>
      channel === 'EMAIL' ? ({ kind: 'sent' } as const) : ({ kind: 'failed', reason: 'No such number.' } as const);
    const results = due.map((message) => ({ message, verdict: verdictOf(message.channel) }));
    await store.deliveries.settle(results);
    await store.deliveries.settle(
      results.map(({ message }) => ({ message, verdict: { kind: 'failed', reason: 'Late.' } })),
    );
    expect(await store.views.ofOrders([adasOrder.orderId])).toMatchObject([
      { channel: 'EMAIL', status: 'SENT', error: null, attempts: 1, sentAt: expect.any(Date) as Date },
      { channel: 'SMS', status: 'FAILED', error: 'No such number.', sentAt: null },
    ]);
    expect(await claim(10)).toEqual([]);
  });

  it('lists newest first, page by page, as filtered', async () => {
    const events = ['e1', 'e2', 'e3'].map((end) => `0192f0c1-7a10-7000-8000-0000000000${end}`);
    for (const eventId of events) await store.outgoing.queue([{ ...confirmation, eventId, body: eventId }]);
    const first = await store.views.list({ channel: 'EMAIL' }, { limit: 2, after: undefined });
    const last = first.at(-1);
    if (last === undefined) throw new Error('The first page is empty.');
    const rest = await store.views.list({ channel: 'EMAIL' }, { limit: 2, after: store.views.cursorOf(last) });
    expect([...first, ...rest].map(({ body }) => body)).toEqual(events.toReversed());
    expect(await store.views.list({ status: ['SENT'] }, { limit: 2, after: undefined })).toEqual([]);
  });
};
