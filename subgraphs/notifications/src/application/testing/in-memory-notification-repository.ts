import type { Verdict } from '../../domain/delivery';
import type {
  ClaimRequest,
  Deliveries,
  DueMessage,
  KnownOrder,
  KnownOrders,
  NewMessage,
  Outgoing,
} from '../ports/customer-messages';
import type { NotificationView, NotificationViews } from '../ports/notification-views';

/** A row, and the moment from which it may be claimed. */
interface Kept {
  view: NotificationView;
  readonly eventId: string;
  dueAt: number;
  leasedUntil: number;
}

export interface InMemoryNotifications {
  readonly orders: KnownOrders;
  readonly outgoing: Outgoing;
  readonly deliveries: Deliveries;
  readonly views: NotificationViews;
  /** The kinds of event said, in order. */
  readonly said: readonly string[];
  /** Moves the clock on. */
  readonly pass: (ms: number) => void;
}

const statusAfter = { sent: 'SENT', failed: 'FAILED', tryAgain: 'QUEUED' } as const;

/** The store of tests: a clock that is moved by hand, and rows in the order in which they were queued. */
export const inMemoryNotifications = (): InMemoryNotifications => {
  const known = new Map<string, KnownOrder>();
  const rows: Kept[] = [];
  const said: string[] = [];
  let now = 0;

  const queueOne = ({ eventId, order, ...message }: NewMessage): void => {
    if (rows.some((row) => row.eventId === eventId && row.view.channel === message.channel)) return;
    const id = `0192f0c1-7a10-7000-8000-${(rows.length + 1).toString().padStart(12, '0')}`;
    const about = { orderId: order.orderId, customerId: order.customerId };
    const state = {
      status: 'QUEUED',
      error: null,
      attempts: 0,
      createdAt: new Date(rows.length),
      sentAt: null,
    } as const;
    rows.push({ eventId, dueAt: now, leasedUntil: now, view: { id, ...about, ...message, ...state } });
  };

  const settleOne = ({ id, attempts }: DueMessage, verdict: Verdict): void => {
    const row = rows.find(({ view }) => view.id === id);
    if (row?.view.status !== 'QUEUED') return;
    if (verdict.kind !== 'sent' && row.view.attempts !== attempts) return;
    row.leasedUntil = now;
    const error = verdict.kind === 'sent' ? null : verdict.reason;
    const sentAt = verdict.kind === 'sent' ? new Date(now) : null;
    row.view = { ...row.view, status: statusAfter[verdict.kind], error, sentAt };
    if (verdict.kind === 'tryAgain') row.dueAt = now + verdict.afterMs;
    else said.push(verdict.kind === 'sent' ? 'NotificationSent' : 'NotificationFailed');
  };

  const claimable = ({ limit, except }: ClaimRequest): readonly Kept[] =>
    rows
      .filter(({ view, dueAt, leasedUntil }) => view.status === 'QUEUED' && dueAt <= now && leasedUntil <= now)
      .filter(({ view }) => !except.includes(view.id))
      .slice(0, limit);

  return {
    said,
    pass: (ms) => {
      now += ms;
    },
    orders: {
      remember: (orders) => {
        for (const order of orders) if (!known.has(order.orderId)) known.set(order.orderId, order);
        return Promise.resolve();
      },
      find: (ids) => Promise.resolve([...known.values()].filter(({ orderId }) => ids.includes(orderId))),
    },
    outgoing: {
      queue: (messages) => {
        messages.forEach(queueOne);
        return Promise.resolve();
      },
    },
    deliveries: {
      claim: (request) =>
        Promise.resolve(
          claimable(request).map((row) => {
            row.leasedUntil = now + request.leaseMs;
            row.view = { ...row.view, attempts: row.view.attempts + 1 };
            return row.view;
          }),
        ),
      renew: (ids, leaseMs) => {
        for (const row of rows) if (ids.includes(row.view.id)) row.leasedUntil = now + leaseMs;
        return Promise.resolve();
      },
      settle: (results) => {
        for (const { message, verdict } of results) settleOne(message, verdict);
        return Promise.resolve();
      },
    },
    views: {
      find: (id) => Promise.resolve(rows.find(({ view }) => view.id === id)?.view),
      ofOrders: (ids) =>
        Promise.resolve(
          rows.map(({ view }) => view).filter(({ orderId }) => orderId !== null && ids.includes(orderId)),
        ),
      cursorOf: ({ id }) => id,
      list: (filter, { limit, after }) => {
        const newestFirst = rows.map(({ view }) => view).toReversed();
        const fits = (view: NotificationView): boolean =>
          (filter.orderId === undefined || view.orderId === filter.orderId) &&
          (filter.channel === undefined || view.channel === filter.channel) &&
          (filter.status === undefined || filter.status.includes(view.status)) &&
          (filter.kind === undefined || view.kind === filter.kind) &&
          (after === undefined || view.id < after);
        return Promise.resolve(newestFirst.filter(fits).slice(0, limit));
      },
    },
  };
};
