import type { AdjustStock } from '../domain/product/commands';
import { productDecider } from '../domain/product/product';
import type { Origin, ProductOutcome, Products } from './ports/products';

/** Corrects the count after a stock-take, never below what is held for orders. */
export const adjustStock =
  (products: Products) =>
  (command: Omit<AdjustStock, 'type'>, origin: Origin): Promise<ProductOutcome> =>
    products.change({ ...command, type: 'AdjustStock' }, origin, productDecider.decide);
