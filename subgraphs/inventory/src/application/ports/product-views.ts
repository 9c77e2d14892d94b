import type { Money } from '../domain/money';
import type { SkuQuantity } from '../domain/quantity';
import type { StockMovementKind } from '../domain/stock/stock-movement';
import type { StockStatus } from '../domain/stock/stock-level';

/** A product as readers see it. */
export interface ProductView {
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: Money;
  readonly active: boolean;
  readonly stock: StockView;
}

export interface StockView {
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  readonly status: StockStatus;
  readonly reorderPoint: number;
  readonly reorderQuantity: number;
  readonly updatedAt: Date;
}

export interface StockMovementView {
  readonly id: string;
  readonly kind: StockMovementKind;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
  readonly orderId: string | null;
  readonly reason: string | null;
  readonly at: Date;
}

export interface ReservationView {
  readonly orderId: string;
  readonly customerId: string;
  readonly status: 'HELD' | 'RELEASED' | 'REJECTED';
  /** What is held, or was; none when the order was rejected. */
  readonly lines: readonly SkuQuantity[];
  /** When it was decided. */
  readonly reservedAt: Date;
}

export interface PageRequest {
  /** At least 1. */
  readonly first: number;
  /** The cursor of the last item of the page before; only what an earlier page gave out is understood. */
  readonly after: string | undefined;
}

export interface Page<Item> {
  readonly items: readonly { readonly cursor: string; readonly node: Item }[];
  readonly hasNextPage: boolean;
}

/** Each given condition must hold. */
export interface ProductFilter {
  readonly status?: readonly StockStatus[];
  /** Part of the SKU or of the name, in any case. */
  readonly search?: string;
  readonly skus?: readonly string[];
}
