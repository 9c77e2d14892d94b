import type { Id, Instant } from '@oms/kernel';
import type { LockedProcess } from '../ports/checkout-repository';
import { orderViewOf, type OrderView, type TimelineEntry } from '../ports/order-views';

export interface StoredOrder {
  readonly current: LockedProcess;
  readonly updatedAt: Instant;
}

/** What the in-memory repositories and views of orders share. */
export interface InMemoryOrders {
  readonly orders: Map<Id<'Order'>, StoredOrder>;
  readonly timeline: TimelineEntry[];
}

export const viewOf = ({ current, updatedAt }: StoredOrder): OrderView =>
  orderViewOf(current, { version: current.version, placedAt: current.placedAt, updatedAt, snapshot: false });
