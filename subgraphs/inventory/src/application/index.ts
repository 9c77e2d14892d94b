import { addProduct, adjustStock, replenishStock, updateProduct } from './commands/change-product';
import { onOrderEvents } from './event-handlers/on-order-events';
import type { ProductRepository } from './ports/product-repository';
import type { ProductViews } from './ports/product-views';
import type { ReservationViews } from './ports/reservation-views';
import type { StockFeed } from './ports/stock-feed';
import { getReservations } from './queries/get-reservations';
import { getProducts, listProducts, listStockMovements } from './queries/list-products';
import { watchStock } from './queries/watch-stock';

export interface InventoryPorts {
  readonly products: ProductRepository;
  readonly productViews: ProductViews;
  readonly reservationViews: ReservationViews;
  readonly stockFeed: StockFeed;
}

/** Everything that inventory does: for clients, and because of other contexts' events. */
export const inventoryApplication = ({ products, productViews, reservationViews, stockFeed }: InventoryPorts) => ({
  commands: {
    addProduct: addProduct(products),
    updateProduct: updateProduct(products),
    replenishStock: replenishStock(products),
    adjustStock: adjustStock(products),
  },
  queries: {
    getProducts: getProducts(productViews),
    listProducts: listProducts(productViews),
    listStockMovements: listStockMovements(productViews),
    getReservations: getReservations(reservationViews),
    watchStock: watchStock(productViews, stockFeed),
  },
  eventHandlers: { onOrderEvents },
});

export type InventoryApplication = ReturnType<typeof inventoryApplication>;
