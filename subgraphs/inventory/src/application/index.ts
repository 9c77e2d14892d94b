import { addProduct } from './add-product';
import { adjustStock } from './adjust-stock';
import { getReservations } from './get-reservations';
import type { Products } from './ports/products';
import type { StockFeed } from './ports/stock-feed';
import type { StockViews } from './ports/stock-views';
import { replenishStock } from './replenish-stock';
import { updateProduct } from './update-product';
import { watchStock } from './watch-stock';

export interface InventoryPorts {
  readonly products: Products;
  readonly views: StockViews;
  readonly feed: StockFeed;
}

/** What clients can ask of inventory. Orders ask by events, for which there is `settle-orders.ts`. */
export const inventoryApplication = ({ products, views, feed }: InventoryPorts) => ({
  commands: {
    addProduct: addProduct(products),
    updateProduct: updateProduct(products),
    replenishStock: replenishStock(products),
    adjustStock: adjustStock(products),
  },
  queries: {
    getProducts: (skus: readonly string[]) => views.products(skus),
    listProducts: (...asked: Parameters<StockViews['productPage']>) => views.productPage(...asked),
    listStockMovements: (...asked: Parameters<StockViews['movementPage']>) => views.movementPage(...asked),
    getReservations: getReservations(views),
    watchStock: watchStock(views, feed),
  },
});

export type InventoryApplication = ReturnType<typeof inventoryApplication>;
