import { pageOf } from '@oms/kernel';
import type { OrderEvent } from '../../domain/order/events';
import {
  matchesFilter,
  type OrderView,
  type OrderViews,
  type StatusChange,
  type TimelineEntry,
} from '../ports/order-views';
import { type InMemoryOrders, viewOf } from './in-memory-orders';

type Transition = Pick<StatusChange, 'from' | 'to' | 'reason' | 'failure'>;

const transitionOf = (event: OrderEvent): Transition | undefined => {
  if (event.type === 'OrderCreated') return { from: null, to: 'PENDING', reason: null, failure: null };
  if (event.type === 'OrderPaid') return { from: 'PENDING', to: 'PAID', reason: null, failure: null };
  if (event.type === 'OrderCancelled')
    return { from: event.from, to: 'CANCELLED', reason: event.reason, failure: null };
  if (event.type !== 'OrderFailed') return undefined;
  return { from: 'PENDING', to: 'FAILED', reason: event.failure.code, failure: event.failure };
};

const changesIn = (timeline: readonly TimelineEntry[]): readonly StatusChange[] =>
  timeline
    .filter(({ received }) => !received)
    .flatMap(({ orderId, version, event }) => {
      const transition = transitionOf(event.data as OrderEvent);
      return transition === undefined ? [] : [{ orderId, version, at: event.occurredAt, ...transition }];
    });

const newestFirst = (one: OrderView, other: OrderView): number =>
  other.placedAt - one.placedAt || (one.id < other.id ? 1 : -1);

/** An order's own event comes before those that were received at the version that it made. */
const inTimelineOrder = (one: TimelineEntry, other: TimelineEntry): number =>
  one.version - other.version || Number(one.received) - Number(other.received);

export const inMemoryOrderViews = ({ orders, timeline }: InMemoryOrders): OrderViews => ({
  find: (ids) => Promise.resolve(ids.flatMap((id) => orders.get(id) ?? []).map(viewOf)),
  list: (filter, { first, after }) => {
    const all = [...orders.values()].map(viewOf).filter((order) => matchesFilter(order, filter));
    all.sort(newestFirst);
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    return Promise.resolve(pageOf(all.slice(start), { first }, ({ id }) => id));
  },
  timelines: (ids) => Promise.resolve(timeline.filter(({ orderId }) => ids.includes(orderId)).sort(inTimelineOrder)),
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
    Promise.resolve([...orders.values()].some(({ current }) => current.order.customerId === customerId)),
});
