import { type Milestone, progressOf, type Progress } from '../domain/checkout/progress';
import { groupBy } from '@oms/kernel';
import type { OrderView, StatusChange } from './order-view';
import type { OrderViews } from './ports/order-views';
import { eventName, type RecordedEvent, type TimelineEntry, withoutSecrets } from './timeline';

/** All that happened to an order, as far as the view of it reaches. */
export interface OrderStory {
  readonly events: readonly RecordedEvent[];
  readonly saga: Progress;
}

/** A mutation's answer ends with the version that it made, so that its replay equals it; what was heard since then came later. */
const isPartOf = (order: OrderView, { heard, version }: { heard: boolean; version: number }): boolean =>
  heard && order.snapshot ? version < order.version : version <= order.version;

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

const milestoneOf = (entry: TimelineEntry): Milestone => ({
  event: eventName(entry.event.type),
  at: entry.event.occurredAt,
  heeded: entry.ignored === null,
  detail: detailOf(entry),
});

const storyOf = (order: OrderView, timeline: readonly TimelineEntry[]): OrderStory => ({
  events: timeline.map(({ event }) => withoutSecrets(event)),
  saga: progressOf(order, {
    paymentMethodGiven: order.paymentMethodGiven,
    milestones: timeline.map(milestoneOf),
  }),
});

/** The stories of orders that the viewer was already allowed to see, in the same order. */
export const getStories =
  (views: OrderViews) =>
  async (orders: readonly OrderView[]): Promise<readonly OrderStory[]> => {
    const timelines = groupBy(
      await views.timelines([...new Set(orders.map(({ id }) => id))]),
      (entry) => entry.orderId,
    );
    return orders.map((order) =>
      storyOf(
        order,
        (timelines.get(order.id) ?? []).filter((entry) => isPartOf(order, entry)),
      ),
    );
  };

/** The status changes of orders that the viewer was already allowed to see, in the same order. */
export const getHistories =
  (views: OrderViews) =>
  async (orders: readonly OrderView[]): Promise<readonly (readonly StatusChange[])[]> => {
    const histories = groupBy(
      await views.histories([...new Set(orders.map(({ id }) => id))]),
      (change) => change.orderId,
    );
    return orders.map((order) => (histories.get(order.id) ?? []).filter(({ version }) => version <= order.version));
  };
