import type { SkuQuantity } from '../quantity';

interface OrderNamed {
  readonly orderId: string;
  readonly customerId: string;
}

export interface Shortage {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

export interface StockReserved extends OrderNamed {
  readonly type: 'StockReserved';
  /** One per SKU, sorted by SKU. */
  readonly lines: readonly SkuQuantity[];
}

/** Nothing is held. */
export interface StockRejected extends OrderNamed {
  readonly type: 'StockRejected';
  readonly shortages: readonly Shortage[];
}

/** Nothing is held any more; without lines, nothing was. */
export interface StockReleased extends OrderNamed {
  readonly type: 'StockReleased';
  readonly lines: readonly SkuQuantity[];
}

export type ReservationEvent = StockReserved | StockRejected | StockReleased;
