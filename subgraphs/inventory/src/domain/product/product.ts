import { accept, assertNever, refuse, type Decider, type Decision } from '@oms/kernel';
import { sameMoney } from '../money';
import { QUANTITY_MAX } from '../stock/quantity';
import { applyMovement, emptyLevel, type StockLevel, type StockMovement } from '../stock/stock-level';
import type { AddProduct, AdjustStock, ProductCommand, ReplenishStock, UpdateProduct } from './commands';
import type { ProductDetails, ProductEvent } from './events';
import type { ProductRefusal } from './refusals';

export interface ListedProduct extends ProductDetails {
  readonly status: 'Listed';
  readonly sku: string;
  readonly level: StockLevel;
}

/** A product of the catalogue with its stock. */
export type Product = { readonly status: 'Unlisted' } | ListedProduct;

type ProductDecision = Decision<ProductEvent, ProductRefusal>;

export const unlisted: Product = { status: 'Unlisted' };

const add = (command: AddProduct): ProductDecision => accept({ ...command, type: 'ProductAdded', active: true });

const detailsOf = ({ name, unitPrice, active, reorderPoint, reorderQuantity }: ProductDetails): ProductDetails => ({
  name,
  unitPrice,
  active,
  reorderPoint,
  reorderQuantity,
});

const sameDetails = (left: ProductDetails, right: ProductDetails): boolean =>
  left.name === right.name &&
  sameMoney(left.unitPrice, right.unitPrice) &&
  left.active === right.active &&
  left.reorderPoint === right.reorderPoint &&
  left.reorderQuantity === right.reorderQuantity;

const update = (command: UpdateProduct, product: ListedProduct): ProductDecision => {
  const next = detailsOf({ ...product, ...command });
  return sameDetails(next, product) ? accept() : accept({ ...next, type: 'ProductUpdated', sku: product.sku });
};

const replenish = ({ sku, quantity }: ReplenishStock, { level }: ListedProduct): ProductDecision => {
  const onHand = level.onHand + quantity;
  if (onHand > QUANTITY_MAX) return refuse({ code: 'STOCK_ABOVE_MAXIMUM', maximum: QUANTITY_MAX });
  return accept({ type: 'StockReplenished', sku, quantity, onHand });
};

const adjust = ({ sku, delta, reason }: AdjustStock, { level }: ListedProduct): ProductDecision => {
  const onHand = level.onHand + delta;
  if (onHand < level.reserved) return refuse({ code: 'STOCK_BELOW_RESERVED', reserved: level.reserved });
  if (onHand > QUANTITY_MAX) return refuse({ code: 'STOCK_ABOVE_MAXIMUM', maximum: QUANTITY_MAX });
  return accept({ type: 'StockAdjusted', sku, delta, reason, onHand });
};

const decide = (command: ProductCommand, product: Product): ProductDecision => {
  if (command.type === 'AddProduct')
    return product.status === 'Listed' ? refuse({ code: 'PRODUCT_ALREADY_LISTED' }) : add(command);
  if (product.status === 'Unlisted') return refuse({ code: 'PRODUCT_NOT_LISTED' });
  switch (command.type) {
    case 'UpdateProduct':
      return update(command, product);
    case 'ReplenishStock':
      return replenish(command, product);
    case 'AdjustStock':
      return adjust(command, product);
    default:
      return assertNever(command);
  }
};

/** How a product's event changes its stock; undefined when it does not. */
export const movementOf = (event: ProductEvent): StockMovement | undefined => {
  switch (event.type) {
    case 'ProductAdded':
      return { sku: event.sku, kind: 'INITIAL', onHandDelta: event.onHand, reservedDelta: 0 };
    case 'StockReplenished':
      return { sku: event.sku, kind: 'REPLENISHED', onHandDelta: event.quantity, reservedDelta: 0 };
    case 'StockAdjusted':
      return { sku: event.sku, kind: 'ADJUSTED', onHandDelta: event.delta, reservedDelta: 0, reason: event.reason };
    case 'ProductUpdated':
      return undefined;
    default:
      return assertNever(event);
  }
};

const levelOf = (product: Product): StockLevel => (product.status === 'Listed' ? product.level : emptyLevel);

const evolve = (product: Product, event: ProductEvent): Product => {
  const movement = movementOf(event);
  const level = movement === undefined ? levelOf(product) : applyMovement(levelOf(product), movement);
  if (event.type === 'ProductAdded' || event.type === 'ProductUpdated')
    return { ...detailsOf(event), status: 'Listed', sku: event.sku, level };
  return product.status === 'Listed' ? { ...product, level } : product;
};

export const productDecider: Decider<ProductCommand, ProductEvent, Product, ProductRefusal> = {
  initial: unlisted,
  decide,
  evolve,
};
