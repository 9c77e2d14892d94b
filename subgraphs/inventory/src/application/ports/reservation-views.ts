import type { Page, PageRequest, ProductFilter, ProductView, ReservationView, StockMovementView } from '../views';

/** What readers see; each answer is one consistent read. */
export interface StockViews {
  /** In any order; those that are not listed are missing. */
  products(skus: readonly string[]): Promise<readonly ProductView[]>;
  /** Sorted by SKU. */
  productPage(page: PageRequest, filter: ProductFilter): Promise<Page<ProductView>>;
  /** Newest first. */
  movementPage(sku: string, page: PageRequest): Promise<Page<StockMovementView>>;
  /** In any order; those of orders that nothing is known of are missing. */
  reservations(orderIds: readonly string[]): Promise<readonly ReservationView[]>;
}
