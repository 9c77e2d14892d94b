import type { Instant } from '../../domain/instant';
import type { OrderStatus } from '../../domain/order/status';
import type { CustomerId, OrderId, OrderSource } from '../../domain/order/values';
import type { OrderView, StatusChange } from '../order-view';
import type { Listed, PageRequest } from '../page';
import type { TimelineEntry } from '../timeline';

export interface OrderFilter {
  readonly status?: readonly OrderStatus[] | undefined;
  readonly customerId?: CustomerId | undefined;
  readonly placedAfter?: Instant | undefined;
  readonly placedBefore?: Instant | undefined;
  readonly source?: OrderSource | undefined;
}

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
  find(ids: readonly OrderId[]): Promise<readonly OrderView[]>;
  /** Newest first; one more than asked for when there are more. */
  list(filter: OrderFilter, page: PageRequest): Promise<readonly Listed<OrderView>[]>;
  /** Every event of these orders, in each order's own order. */
  timelines(ids: readonly OrderId[]): Promise<readonly TimelineEntry[]>;
  /** Every status change of these orders, oldest first. */
  histories(ids: readonly OrderId[]): Promise<readonly StatusChange[]>;
  /** The status changes of one order after that version, oldest first. Versions become visible in their order. */
  changesAfter(id: OrderId, version: number, changesMax: number): Promise<readonly StatusChange[]>;
  /** The status changes of all orders from then on, oldest first, page by page. */
  changesSince(from: Instant | ChangesCursor, changesMax: number): Promise<ChangesPage>;
  hasOrders(customerId: CustomerId): Promise<boolean>;
}
