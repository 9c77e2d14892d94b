import type { Purchase } from '../../domain/checkout/purchase';
import type { Instant } from '../../domain/instant';
import type { OrderEvent } from '../../domain/order/events';
import type { OrderId } from '../../domain/order/values';
import type { Causation } from '@oms/kernel';
import type { TimelineEntry } from '../timeline';

export interface LockedPurchase extends Purchase {
  readonly version: number;
  /** Of the request that placed the order. */
  readonly correlationId: string;
  readonly placedAt: Instant;
}

export interface Locked {
  /** The database's clock, which all replicas share. */
  readonly now: Instant;
  /** Without those that do not exist. */
  readonly purchases: ReadonlyMap<OrderId, LockedPurchase>;
}

export interface CausedEvent {
  readonly event: OrderEvent;
  readonly causation: Causation;
}

export interface Change {
  readonly before: LockedPurchase;
  readonly after: Purchase;
  /** In the order in which they happened; there may be none, when only the saga moved on. */
  readonly events: readonly CausedEvent[];
}

/** Many orders within one transaction that somebody else commits. Each function takes a handful of statements, however many orders. */
export interface Checkouts {
  /** The orders stay locked until the transaction ends. */
  lock(ids: readonly OrderId[]): Promise<Locked>;
  /** Locks orders whose deadline is over, at most so many, leaving out those that another replica has. */
  lockDue(ordersMax: number): Promise<Locked>;
  /** Erases the tokens of payment methods that no attempt needs any more, from the events as well. */
  write(changes: readonly Change[], heard: readonly TimelineEntry[]): Promise<void>;
}
