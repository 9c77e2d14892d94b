import type { UpdateProduct } from '../domain/product/commands';
import { productDecider } from '../domain/product/product';
import type { Origin, ProductOutcome, Products } from './ports/products';

/** Changes what the catalogue says of a product; the stock stays as it is. */
export const updateProduct =
  (products: Products) =>
  (command: Omit<UpdateProduct, 'type'>, origin: Origin): Promise<ProductOutcome> =>
    products.change({ ...command, type: 'UpdateProduct' }, origin, productDecider.decide);
