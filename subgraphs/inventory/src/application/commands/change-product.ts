import type { ClientRequest, Outcome } from '@oms/kernel';
import type { AddProduct, AdjustStock, ReplenishStock, UpdateProduct } from '../../domain/product/commands';
import { productDecider } from '../../domain/product/product';
import type { ProductRefusal } from '../../domain/product/refusals';
import type { ProductRepository } from '../ports/product-repository';
import type { ProductView } from '../ports/product-views';

/** The product as the command left it. */
export type ProductOutcome = Outcome<ProductView, ProductRefusal>;

/** Adds a product to the catalogue, with its first stock. */
export const addProduct =
  (products: ProductRepository) =>
  (command: Omit<AddProduct, 'type'>, request: ClientRequest): Promise<ProductOutcome> =>
    products.change({ ...command, type: 'AddProduct' }, request, productDecider.decide);

/** Changes the catalogue's data of a product; its stock stays as it is. */
export const updateProduct =
  (products: ProductRepository) =>
  (command: Omit<UpdateProduct, 'type'>, request: ClientRequest): Promise<ProductOutcome> =>
    products.change({ ...command, type: 'UpdateProduct' }, request, productDecider.decide);

/** Adds received goods to the stock. */
export const replenishStock =
  (products: ProductRepository) =>
  (command: Omit<ReplenishStock, 'type'>, request: ClientRequest): Promise<ProductOutcome> =>
    products.change({ ...command, type: 'ReplenishStock' }, request, productDecider.decide);

/** Corrects the count after a stock-take, never below what is held for orders. */
export const adjustStock =
  (products: ProductRepository) =>
  (command: Omit<AdjustStock, 'type'>, request: ClientRequest): Promise<ProductOutcome> =>
    products.change({ ...command, type: 'AdjustStock' }, request, productDecider.decide);
