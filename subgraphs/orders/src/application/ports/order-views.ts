import type { Id, Instant, Page, PageRequest } from '@oms/kernel';
import { deadlineOf, type Step } from '../../domain/checkout/checkout';
import type { OrderProcess } from '../../domain/checkout/order-process';
import type { Money } from '../../domain/money';
import { type OrderLine, totalOf } from '../../domain/order/lines';
import type { OrderStatus } from '../../domain/order/status';
import type { Address, Contact, CustomerId, Failure, OrderSource } from '../../domain/order/values';
import type { RecordedEvent } from '../recorded-event';

/** An order as it is read: without the payment method, which must not be shown. */
export interface OrderView {
  readonly id: Id<'Order'>;
  readonly number: string;
  readonly customerId: CustomerId;
  readonly source: OrderSource;
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  readonly contact: Contact;
  readonly shippingAddress: Address;
  readonly paymentMethodGiven: boolean;
  readonly status: OrderStatus;
  readonly failure: Failure | null;
  /** How many events the order has. */
  readonly version: number;
  readonly placedAt: Instant;
  readonly updatedAt: Instant;
  readonly step: Step;
  readonly deadline: Instant | null;
  /** The result of a mutation: what happened after this version is not part of it, even if it is read later. */
  readonly snapshot: boolean;
}

/** The view of an order and its checkout; `stored` is what is kept beside the two. */
export const orderViewOf = (
  { order, checkout }: OrderProcess,
  stored: Pick<OrderView, 'version' | 'placedAt' | 'updatedAt' | 'snapshot'>,
): OrderView => ({
  id: order.id,
  number: order.number,
  customerId: order.customerId,
  source: order.source,
  lines: order.lines,
  total: totalOf(order.lines),
  contact: order.contact,
  shippingAddress: order.shippingAddress,
  paymentMethodGiven: order.paymentMethodGiven,
  status: order.status,
  failure: order.status === 'FAILED' ? order.failure : null,
  version: stored.version,
  placedAt: stored.placedAt,
  updatedAt: stored.updatedAt,
  step: checkout.step,
  deadline: deadlineOf(checkout),
  snapshot: stored.snapshot,
});

/** One transition of an order's state machine. */
export interface StatusChange {
  readonly orderId: Id<'Order'>;
  /** The order's version that this change made. */
  readonly version: number;
  /** Null: the order was placed. */
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  /** Why it was cancelled or failed. */
  readonly reason: string | null;
  readonly failure: Failure | null;
  readonly at: Instant;
}

/** An event in the timeline of one order: its own, or one that it received from another context. */
export interface TimelineEntry {
  readonly orderId: Id<'Order'>;
  readonly event: RecordedEvent;
  /** The order's version when the event was received; for the order's own events, the version that they made. */
  readonly version: number;
  readonly received: boolean;
  /** Why it changed nothing; null when it was applied. */
  readonly ignored: string | null;
}

export interface OrderFilter {
  readonly status?: readonly OrderStatus[] | undefined;
  readonly customerId?: CustomerId | undefined;
  readonly placedAfter?: Instant | undefined;
  readonly placedBefore?: Instant | undefined;
  readonly source?: OrderSource | undefined;
}

export const matchesFilter = (order: OrderView, filter: OrderFilter): boolean =>
  (filter.status === undefined || filter.status.includes(order.status)) &&
  (filter.customerId === undefined || filter.customerId === order.customerId) &&
  (filter.source === undefined || filter.source === order.source) &&
  (filter.placedAfter === undefined || order.placedAt > filter.placedAfter) &&
  (filter.placedBefore === undefined || order.placedAt < filter.placedBefore);

/** Where a page of changes ended. */
export interface ChangesCursor {
  readonly after: string;
}

export interface ChangesPage {
  readonly changes: readonly StatusChange[];
  /** Undefined when this was the last page. */
  readonly next: ChangesCursor | undefined;
}

/** Orders as they are read. An id that no order has is left out. */
export interface OrderViews {
  find(ids: readonly Id<'Order'>[]): Promise<readonly OrderView[]>;
  /** Newest first. */
  list(filter: OrderFilter, page: PageRequest): Promise<Page<OrderView>>;
  /** Every event of these orders, in each order's own order. */
  timelines(ids: readonly Id<'Order'>[]): Promise<readonly TimelineEntry[]>;
  /** Every status change of these orders, oldest first. */
  histories(ids: readonly Id<'Order'>[]): Promise<readonly StatusChange[]>;
  /** The status changes of one order after that version, oldest first. Versions become visible in their order. */
  changesAfter(id: Id<'Order'>, version: number, changesMax: number): Promise<readonly StatusChange[]>;
  /** The status changes of all orders from then on, oldest first, page by page. */
  changesSince(from: Instant | ChangesCursor, changesMax: number): Promise<ChangesPage>;
  hasOrders(customerId: CustomerId): Promise<boolean>;
}
