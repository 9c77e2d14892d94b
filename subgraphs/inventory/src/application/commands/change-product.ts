import type { AddProduct } from '../domain/product/commands';
import { productDecider } from '../domain/product/product';
import type { Origin, ProductOutcome, Products } from './ports/products';

/** Lists a product with its first stock. */
export const addProduct =
  (products: Products) =>
  (command: Omit<AddProduct, 'type'>, origin: Origin): Promise<ProductOutcome> =>
    products.change({ ...command, type: 'AddProduct' }, origin, productDecider.decide);
