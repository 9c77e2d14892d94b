import type { OrderEvent } from '../../domain/order/events';
import type { OrderView, StatusChange } from '../order-view';
import type { OrderFilter, OrderViews } from '../ports/order-views';
import type { TimelineEntry } from '../timeline';
import { type Memory, viewOf } from './memory';

type Told = Pick<StatusChange, 'from' | 'to' | 'reason' | 'failure'>;

const told = (event: OrderEvent): Told | undefined => {
  if (event.type === 'OrderCreated') return { from: null, to: 'PENDING', reason: null, failure: null };
  if (event.type === 'OrderPaid') return { from: 'PENDING', to: 'PAID', reason: null, failure: null };
  if (event.type === 'OrderCancelled')
    return { from: event.from, to: 'CANCELLED', reason: event.reason, failure: null };
  if (event.type !== 'OrderFailed') return undefined;
  return { from: 'PENDING', to: 'FAILED', reason: event.failure.code, failure: event.failure };
};

const changesIn = (timeline: readonly TimelineEntry[]): readonly StatusChange[] =>
  timeline
    .filter(({ heard }) => !heard)
    .flatMap(({ orderId, version, event }) => {
      const change = told(event.data as OrderEvent);
      return change === undefined ? [] : [{ orderId, version, at: event.occurredAt, ...change }];
    });

const matches =
  (filter: OrderFilter) =>
  (order: OrderView): boolean =>
    (filter.status === undefined || filter.status.includes(order.status)) &&
    (filter.customerId === undefined || filter.customerId === order.customerId) &&
    (filter.source === undefined || filter.source === order.source) &&
    (filter.placedAfter === undefined || order.placedAt > filter.placedAfter) &&
    (filter.placedBefore === undefined || order.placedAt < filter.placedBefore);

const newestFirst = (one: OrderView, other: OrderView): number =>
  other.placedAt - one.placedAt || (one.id < other.id ? 1 : -1);

/** An order's own event comes before what was heard at the version that it made. */
const inStoryOrder = (one: TimelineEntry, other: TimelineEntry): number =>
  one.version - other.version || Number(one.heard) - Number(other.heard);

export const memoryViews = ({ orders, timeline }: Memory): OrderViews => ({
  find: (ids) => Promise.resolve(ids.flatMap((id) => orders.get(id) ?? []).map(viewOf)),
  list: (filter, { first, after }) => {
    const all = [...orders.values()].map(viewOf).filter(matches(filter)).sort(newestFirst);
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    return Promise.resolve(all.slice(start, start + first + 1).map((row) => ({ cursor: row.id, row })));
  },
  timelines: (ids) => Promise.resolve(timeline.filter(({ orderId }) => ids.includes(orderId)).sort(inStoryOrder)),
  histories: (ids) => Promise.resolve(changesIn(timeline).filter(({ orderId }) => ids.includes(orderId))),
  changesAfter: (id, version, changesMax) =>
    Promise.resolve(
      changesIn(timeline)
        .filter((change) => change.orderId === id && change.version > version)
        .slice(0, changesMax),
    ),
  changesSince: (from, changesMax) => {
    const all = changesIn(timeline);
    const start = typeof from === 'number' ? 0 : Number(from.after);
    const changes = all.slice(start, start + changesMax);
    return Promise.resolve({
      changes: typeof from === 'number' ? changes.filter(({ at }) => at >= from) : changes,
      next: changes.length < changesMax ? undefined : { after: (start + changesMax).toString() },
    });
  },
  hasOrders: (customerId) =>
    Promise.resolve([...orders.values()].some(({ purchase }) => purchase.order.customerId === customerId)),
});
