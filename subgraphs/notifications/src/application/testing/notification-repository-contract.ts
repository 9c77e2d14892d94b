import type { Id } from '@oms/kernel';
import type { OrderCopy } from '../../domain/notification/order-copy';
import type { DeliveryAttempt, DeliveryQueue, DueNotification } from '../ports/delivery-queue';
import type { NewNotification, NotificationRepository } from '../ports/notification-repository';
import type { NotificationViews } from '../ports/notification-views';
import type { OrderCopyRepository } from '../ports/order-copy-repository';

/** The ports over one store, empty. */
export interface NotificationsUnderTest {
  readonly orderCopies: OrderCopyRepository;
  readonly notifications: NotificationRepository;
  readonly queue: DeliveryQueue;
  readonly views: NotificationViews;
}

export const adasOrder: OrderCopy = {
  orderId: '0192f0c1-7a10-7000-8000-00000000ada1' as Id<'Order'>,
  customerId: 'ada',
  number: '7K2M-9QXD',
  total: { amountMinor: 2_500n, currency: 'USD' },
  contact: { email: 'ada@example.com', phone: '+4930123456' },
};

export const confirmation: NewNotification = {
  eventId: '0192f0c1-7a10-7000-8000-0000000000e1',
  causation: { correlationId: 'a-checkout' },
  orderId: adasOrder.orderId,
  customerId: 'ada',
  kind: 'ORDER_CONFIRMED',
  channel: 'EMAIL',
  recipient: 'ada@example.com',
  subject: 'Your order 7K2M-9QXD is confirmed',
  body: 'It is.',
};
const text: NewNotification = { ...confirmation, channel: 'SMS', recipient: '+4930123456', subject: null };

const LEASE_MS = 60_000;

/** What every store of notifications does; run over the fake and over PostgreSQL. */
export const notificationRepositoryContract = (open: () => Promise<NotificationsUnderTest>): void => {
  let store: NotificationsUnderTest;
  beforeEach(async () => {
    store = await open();
  });

  it('keeps the first copy of an order', async () => {
    await store.orderCopies.add([adasOrder]);
    await store.orderCopies.add([{ ...adasOrder, customerId: 'eve' }]);
    const unknown = '0192f0c1-7a10-7000-8000-00000000dead' as Id<'Order'>;
    expect(await store.orderCopies.find([adasOrder.orderId, unknown])).toEqual([adasOrder]);
  });

  it('queues one notification for an event and a channel, however often it is added', async () => {
    await store.notifications.add([confirmation, text]);
    await store.notifications.add([confirmation]);
    const queued = await store.views.ofOrders([adasOrder.orderId]);
    expect(queued.map(({ channel, status, customerId }) => [channel, status, customerId])).toEqual([
      ['EMAIL', 'QUEUED', 'ada'],
      ['SMS', 'QUEUED', 'ada'],
    ]);
  });

  const claim = (limit: number, { leaseMs = LEASE_MS, except = [] as readonly string[] } = {}) =>
    store.queue.claim({ limit, leaseMs, except });

  const claimOne = async (lease: { readonly leaseMs?: number } = {}): Promise<DueNotification> => {
    const [due] = await claim(1, lease);
    if (due === undefined) throw new Error('Nothing was claimed.');
    return due;
  };

  const attemptOf = ({ id, attempts }: DueNotification, result: DeliveryAttempt['result']): DeliveryAttempt => ({
    id,
    attempts,
    result,
  });

  it('lets one worker at a time claim a notification', async () => {
    await store.notifications.add([confirmation, text]);
    const [first, second] = await Promise.all([claim(1), claim(1)]);
    expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(2);
    expect(await claim(10)).toEqual([]);
  });

  it('lets it be claimed again when its lease has ended', async () => {
    await store.notifications.add([confirmation]);
    await claim(1, { leaseMs: 0 });
    expect(await claim(1)).toMatchObject([{ attempts: 2 }]);
  });

  it('does not let it be claimed again while its lease is renewed, nor by a worker that has it in flight', async () => {
    await store.notifications.add([confirmation]);
    const { id } = await claimOne({ leaseMs: 0 });
    expect(await claim(1, { except: [id] })).toEqual([]);
    await store.queue.renew([id], LEASE_MS);
    expect(await claim(1)).toEqual([]);
  });

  it('claims again what is to be tried again, when it is due', async () => {
    await store.notifications.add([confirmation, text]);
    const [now, later] = await claim(2);
    if (now === undefined || later === undefined) throw new Error('Two are due.');
    await store.queue.record([
      attemptOf(now, { kind: 'Retry', afterMs: 0, reason: 'It is busy.' }),
      attemptOf(later, { kind: 'Retry', afterMs: LEASE_MS, reason: 'It is busy.' }),
    ]);
    expect(await claim(2)).toMatchObject([{ id: now.id, attempts: 2 }]);
  });

  it('records of an attempt that another has followed only that the notification was sent', async () => {
    await store.notifications.add([confirmation]);
    const first = await claimOne({ leaseMs: 0 });
    await claim(1);
    await store.queue.record([attemptOf(first, { kind: 'Retry', afterMs: 0, reason: 'Late.' })]);
    expect(await claim(1)).toEqual([]);
    await store.queue.record([attemptOf(first, { kind: 'Sent' })]);
    expect(await store.views.ofOrders([adasOrder.orderId])).toMatchObject([{ status: 'SENT', attempts: 2 }]);
  });

  it('records the result of each, once', async () => {
    await store.notifications.add([confirmation, text]);
    const due = await claim(10);
    const failed = (reason: string): DeliveryAttempt['result'] => ({ kind: 'Failed', reason });
    await store.queue.record(
      due.map((one) => attemptOf(one, one.channel === 'EMAIL' ? { kind: 'Sent' } : failed('No such number.'))),
    );
    await store.queue.record(due.map((one) => attemptOf(one, failed('Late.'))));
    expect(await store.views.ofOrders([adasOrder.orderId])).toMatchObject([
      { channel: 'EMAIL', status: 'SENT', error: null, attempts: 1, sentAt: expect.any(Number) as number },
      { channel: 'SMS', status: 'FAILED', error: 'No such number.', sentAt: null },
    ]);
    expect(await claim(10)).toEqual([]);
  });

  it('lists newest first, page by page, as filtered', async () => {
    const events = ['e1', 'e2', 'e3'].map((end) => `0192f0c1-7a10-7000-8000-0000000000${end}`);
    for (const eventId of events) await store.notifications.add([{ ...confirmation, eventId, body: eventId }]);
    const first = await store.views.list({ channel: 'EMAIL' }, { first: 2, after: undefined });
    const rest = await store.views.list({ channel: 'EMAIL' }, { first: 2, after: first.items.at(-1)?.cursor });
    expect([...first.items, ...rest.items].map(({ node }) => node.body)).toEqual(events.toReversed());
    expect([first.hasNextPage, rest.hasNextPage]).toEqual([true, false]);
    const sent = await store.views.list({ status: ['SENT'] }, { first: 2, after: undefined });
    expect(sent).toEqual({ items: [], hasNextPage: false });
  });
};
