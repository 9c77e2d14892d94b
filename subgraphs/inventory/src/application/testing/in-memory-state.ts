import type { Id, Instant } from '@oms/kernel';
import type { ListedProduct } from '../../domain/product/product';
import type { Reservation } from '../../domain/reservation/reservation';
import type { StockMovement } from '../../domain/stock/stock-level';
import type { InMemoryStockFeed } from './in-memory-stock-feed';

/** What the in-memory ports have in common, as those of PostgreSQL have the tables. */
export interface InMemoryState {
  readonly products: Map<string, ListedProduct>;
  readonly reservations: Map<Id<'Order'>, Reservation>;
  readonly movements: StockMovement[];
  readonly feed: InMemoryStockFeed;
  /** When everything happens. */
  readonly now: Instant;
}
