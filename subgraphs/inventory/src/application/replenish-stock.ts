import type { ReplenishStock } from '../domain/product/commands';
import { productDecider } from '../domain/product/product';
import type { Origin, ProductOutcome, Products } from './ports/products';

/** Adds received goods to the stock. */
export const replenishStock =
  (products: Products) =>
  (command: Omit<ReplenishStock, 'type'>, origin: Origin): Promise<ProductOutcome> =>
    products.change({ ...command, type: 'ReplenishStock' }, origin, productDecider.decide);
