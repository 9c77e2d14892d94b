import type { Money } from '../money';

export interface AddProduct {
  readonly type: 'AddProduct';
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: Money;
  readonly onHand: number;
  readonly reorderPoint: number;
  readonly reorderQuantity: number;
}

/** What is left out stays as it is. */
export interface UpdateProduct {
  readonly type: 'UpdateProduct';
  readonly sku: string;
  readonly name?: string;
  readonly unitPrice?: Money;
  readonly active?: boolean;
  readonly reorderPoint?: number;
  readonly reorderQuantity?: number;
}

/** Received goods are added to the stock. */
export interface ReplenishStock {
  readonly type: 'ReplenishStock';
  readonly sku: string;
  /** At least 1. */
  readonly quantity: number;
}

/** The count is corrected after a stock-take. */
export interface AdjustStock {
  readonly type: 'AdjustStock';
  readonly sku: string;
  /** Up or down; never 0. */
  readonly delta: number;
  readonly reason: string;
}

export type ProductCommand = AddProduct | UpdateProduct | ReplenishStock | AdjustStock;
