import type { Causation, Id, Instant } from '@oms/kernel';
import type { OrderProcess } from '../../domain/checkout/order-process';
import type { OrderEvent } from '../../domain/order/events';
import type { TimelineEntry } from './order-views';

export interface LockedProcess extends OrderProcess {
  readonly version: number;
  /** Of the request that placed the order. */
  readonly correlationId: string;
  readonly placedAt: Instant;
}

export interface Locked {
  /** The database's clock, which all replicas share. */
  readonly now: Instant;
  /** Without those that do not exist. */
  readonly processes: ReadonlyMap<Id<'Order'>, LockedProcess>;
}

export interface CausedEvent {
  readonly event: OrderEvent;
  readonly causation: Causation;
}

export interface Change {
  readonly before: LockedProcess;
  readonly after: OrderProcess;
  /** In the order in which they happened; there may be none, when only the saga advanced. */
  readonly events: readonly CausedEvent[];
}

/** Many orders within one transaction of the caller. The number of statements does not depend on the number of orders. */
export interface CheckoutRepository {
  /** The orders stay locked until the transaction ends. */
  lock(ids: readonly Id<'Order'>[]): Promise<Locked>;
  /** Locks orders whose deadline has passed, at most so many, leaving out those that another replica has locked. */
  lockDue(ordersMax: number): Promise<Locked>;
  /** Erases the tokens of payment methods that no attempt needs any more, from the events as well. */
  write(changes: readonly Change[], received: readonly TimelineEntry[]): Promise<void>;
}
