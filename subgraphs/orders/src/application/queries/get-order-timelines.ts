import { groupBy } from '@oms/kernel';
import { progressOf, type SagaProgress, type TimelineEvent } from '../../domain/checkout/progress';
import type { OrderView, OrderViews, StatusChange, TimelineEntry } from '../ports/order-views';
import { eventName, type RecordedEvent, withoutSecrets } from '../recorded-event';

/** The events of an order and the progress of its saga, up to the version of the view. */
export interface OrderTimeline {
  readonly events: readonly RecordedEvent[];
  readonly saga: SagaProgress;
}

/** A mutation's result ends with the version that it made, so that its repetition equals it; what was received since then came later. */
const isPartOf = (order: OrderView, { received, version }: TimelineEntry): boolean =>
  received && order.snapshot ? version < order.version : version <= order.version;

const detailOf = ({ event, ignored }: TimelineEntry): string | null => {
  if (ignored !== null) return ignored;
  const { data } = event;
  if (typeof data !== 'object' || data === null) return null;
  if ('failure' in data && typeof data.failure === 'object' && data.failure !== null && 'code' in data.failure) {
    return String(data.failure.code);
  }
  if ('message' in data && typeof data.message === 'string') return data.message;
  return 'reason' in data && typeof data.reason === 'string' ? data.reason : null;
};

const timelineEventOf = (entry: TimelineEntry): TimelineEvent => ({
  name: eventName(entry.event.type),
  at: entry.event.occurredAt,
  applied: entry.ignored === null,
  detail: detailOf(entry),
});

const timelineOf = (order: OrderView, entries: readonly TimelineEntry[]): OrderTimeline => ({
  events: entries.map(({ event }) => withoutSecrets(event)),
  saga: progressOf(order, {
    paymentMethodGiven: order.paymentMethodGiven,
    events: entries.map(timelineEventOf),
  }),
});

const idsOf = (orders: readonly OrderView[]) => [...new Set(orders.map(({ id }) => id))];

/** The timelines of orders that the actor was already allowed to see, in the same order. */
export const getOrderTimelines =
  (views: OrderViews) =>
  async (orders: readonly OrderView[]): Promise<readonly OrderTimeline[]> => {
    const entries = groupBy(await views.timelines(idsOf(orders)), ({ orderId }) => orderId);
    return orders.map((order) =>
      timelineOf(
        order,
        (entries.get(order.id) ?? []).filter((entry) => isPartOf(order, entry)),
      ),
    );
  };

/** The status changes of orders that the actor was already allowed to see, in the same order. */
export const getStatusHistories =
  (views: OrderViews) =>
  async (orders: readonly OrderView[]): Promise<readonly (readonly StatusChange[])[]> => {
    const changes = groupBy(await views.histories(idsOf(orders)), ({ orderId }) => orderId);
    return orders.map((order) => (changes.get(order.id) ?? []).filter(({ version }) => version <= order.version));
  };
