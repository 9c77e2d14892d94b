import type { Id } from '@oms/kernel';
import type { SkuQuantity } from '../stock/quantity';

interface OfAnOrder {
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
}

export interface Shortage {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

export interface StockReserved extends OfAnOrder {
  readonly type: 'StockReserved';
  /** One per SKU, sorted by SKU. */
  readonly lines: readonly SkuQuantity[];
}

/** Nothing is held. */
export interface StockRejected extends OfAnOrder {
  readonly type: 'StockRejected';
  readonly shortages: readonly Shortage[];
}

/** Nothing is held any more; without lines, nothing was held before. */
export interface StockReleased extends OfAnOrder {
  readonly type: 'StockReleased';
  readonly lines: readonly SkuQuantity[];
}

export type ReservationEvent = StockReserved | StockRejected | StockReleased;
