import type { Money } from '../money';

/** The catalogue's data of a product. */
export interface ProductDetails {
  readonly name: string;
  readonly unitPrice: Money;
  /** False: no new order may contain it; what is held for an order stays held. */
  readonly active: boolean;
  readonly reorderPoint: number;
  readonly reorderQuantity: number;
}

export interface ProductAdded extends ProductDetails {
  readonly type: 'ProductAdded';
  readonly sku: string;
  readonly onHand: number;
}

/** Carries all of the product as it now is, so that a consumer needs no earlier event. */
export interface ProductUpdated extends ProductDetails {
  readonly type: 'ProductUpdated';
  readonly sku: string;
}

export interface StockReplenished {
  readonly type: 'StockReplenished';
  readonly sku: string;
  readonly quantity: number;
  /** After the change. */
  readonly onHand: number;
}

export interface StockAdjusted {
  readonly type: 'StockAdjusted';
  readonly sku: string;
  readonly delta: number;
  readonly reason: string;
  /** After the change. */
  readonly onHand: number;
}

export type ProductEvent = ProductAdded | ProductUpdated | StockReplenished | StockAdjusted;
