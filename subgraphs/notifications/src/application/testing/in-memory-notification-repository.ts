import { pageOf, type Id, type Instant } from '@oms/kernel';
import type { OrderCopy } from '../../domain/notification/order-copy';
import type { ClaimRequest, DeliveryAttempt, DeliveryQueue } from '../ports/delivery-queue';
import type { NewNotification, NotificationRepository } from '../ports/notification-repository';
import type { NotificationFilter, NotificationView, NotificationViews } from '../ports/notification-views';
import type { OrderCopyRepository } from '../ports/order-copy-repository';

interface Row {
  view: NotificationView;
  readonly eventId: string;
  dueAt: Instant;
  leasedUntil: Instant;
}

export interface InMemoryNotifications {
  readonly orderCopies: OrderCopyRepository;
  readonly notifications: NotificationRepository;
  readonly queue: DeliveryQueue;
  readonly views: NotificationViews;
  /** The types of the events published, in order. */
  readonly published: readonly string[];
  /** Moves the clock on. */
  readonly pass: (ms: number) => void;
}

const statusAfter = { Sent: 'SENT', Failed: 'FAILED', Retry: 'QUEUED' } as const;

const fits = (filter: NotificationFilter, view: NotificationView): boolean =>
  (filter.orderId === undefined || view.orderId === filter.orderId) &&
  (filter.channel === undefined || view.channel === filter.channel) &&
  (filter.status === undefined || filter.status.includes(view.status)) &&
  (filter.kind === undefined || view.kind === filter.kind);

/** The rows in the order in which they were added. */
const viewsOf = (rows: readonly Row[]): NotificationViews => ({
  find: (id) => Promise.resolve(rows.find(({ view }) => view.id === id)?.view),
  list: (filter, page) => {
    const newestFirst = rows.map(({ view }) => view).toReversed();
    const { after } = page;
    const wanted = newestFirst.filter((view) => fits(filter, view) && (after === undefined || view.id < after));
    return Promise.resolve(pageOf(wanted, page, ({ id }) => id));
  },
  ofOrders: (ids) =>
    Promise.resolve(rows.map(({ view }) => view).filter(({ orderId }) => orderId !== null && ids.includes(orderId))),
});

const queueOf = (rows: readonly Row[], published: string[], clock: () => Instant): DeliveryQueue => {
  const claimable = ({ limit, except }: ClaimRequest): readonly Row[] =>
    rows
      .filter(({ view, dueAt, leasedUntil }) => view.status === 'QUEUED' && dueAt <= clock() && leasedUntil <= clock())
      .filter(({ view }) => !except.includes(view.id))
      .slice(0, limit);

  const recordOne = ({ id, attempts, result }: DeliveryAttempt): void => {
    const row = rows.find(({ view }) => view.id === id);
    if (row?.view.status !== 'QUEUED') return;
    if (result.kind !== 'Sent' && row.view.attempts !== attempts) return;
    row.leasedUntil = clock();
    const error = result.kind === 'Sent' ? null : result.reason;
    const sentAt = result.kind === 'Sent' ? clock() : null;
    row.view = { ...row.view, status: statusAfter[result.kind], error, sentAt };
    if (result.kind === 'Retry') row.dueAt = clock() + result.afterMs;
    else published.push(result.kind === 'Sent' ? 'NotificationSent' : 'NotificationFailed');
  };

  return {
    claim: (request) =>
      Promise.resolve(
        claimable(request).map((row) => {
          row.leasedUntil = clock() + request.leaseMs;
          row.view = { ...row.view, attempts: row.view.attempts + 1 };
          return row.view;
        }),
      ),
    renew: (ids, leaseMs) => {
      for (const row of rows) if (ids.includes(row.view.id)) row.leasedUntil = clock() + leaseMs;
      return Promise.resolve();
    },
    record: (attempts) => {
      attempts.forEach(recordOne);
      return Promise.resolve();
    },
  };
};

/** The ports of the application over the same rows, and a clock that the test moves on. */
export const inMemoryNotificationRepository = (): InMemoryNotifications => {
  const copies = new Map<Id<'Order'>, OrderCopy>();
  const rows: Row[] = [];
  const published: string[] = [];
  let now: Instant = 0;

  const addOne = ({ eventId, ...notification }: NewNotification): void => {
    if (rows.some((row) => row.eventId === eventId && row.view.channel === notification.channel)) return;
    const id = `0192f0c1-7a10-7000-8000-${(rows.length + 1).toString().padStart(12, '0')}` as Id<'Notification'>;
    const state = { status: 'QUEUED', error: null, attempts: 0, createdAt: rows.length, sentAt: null } as const;
    rows.push({ eventId, dueAt: now, leasedUntil: now, view: { id, ...notification, ...state } });
  };

  return {
    published,
    pass: (ms) => {
      now += ms;
    },
    orderCopies: {
      add: (orders) => {
        for (const order of orders) if (!copies.has(order.orderId)) copies.set(order.orderId, order);
        return Promise.resolve();
      },
      find: (ids) => Promise.resolve([...copies.values()].filter(({ orderId }) => ids.includes(orderId))),
    },
    notifications: {
      add: (notifications) => {
        notifications.forEach(addOne);
        return Promise.resolve();
      },
    },
    queue: queueOf(rows, published, () => now),
    views: viewsOf(rows),
  };
};
