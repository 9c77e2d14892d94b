import type { Page, PageRequest } from '@oms/kernel';
import type { ProductFilter, ProductView, ProductViews, StockMovementView } from '../ports/product-views';

/** The products of these SKUs, in any order, and without those that are not listed. */
export const getProducts =
  (views: ProductViews) =>
  (skus: readonly string[]): Promise<readonly ProductView[]> =>
    views.products(skus);

/** The catalogue, sorted by SKU. */
export const listProducts =
  (views: ProductViews) =>
  (filter: ProductFilter, page: PageRequest): Promise<Page<ProductView>> =>
    views.productPage(filter, page);

/** The ledger of a product, newest first. */
export const listStockMovements =
  (views: ProductViews) =>
  (sku: string, page: PageRequest): Promise<Page<StockMovementView>> =>
    views.movementPage(sku, page);
