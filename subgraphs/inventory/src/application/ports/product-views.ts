import type { Id, Instant, Page, PageRequest } from '@oms/kernel';
import type { Money } from '../../domain/money';
import type { StockMovementKind, StockStatus } from '../../domain/stock/stock-level';

/** A product as clients see it. */
export interface ProductView {
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: Money;
  readonly active: boolean;
  readonly stock: StockLevelView;
}

export interface StockLevelView {
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  readonly status: StockStatus;
  readonly reorderPoint: number;
  readonly reorderQuantity: number;
  readonly updatedAt: Instant;
}

export interface StockMovementView {
  readonly id: string;
  readonly kind: StockMovementKind;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
  readonly orderId: Id<'Order'> | null;
  readonly reason: string | null;
  readonly at: Instant;
}

/** Each given condition must hold. */
export interface ProductFilter {
  readonly status?: readonly StockStatus[];
  /** Part of the SKU or of the name, in any case. */
  readonly search?: string;
  readonly skus?: readonly string[];
}

/** The read model of the catalogue and of its stock. Each result is one consistent read. */
export interface ProductViews {
  /** In any order, and without those that are not listed. */
  products(skus: readonly string[]): Promise<readonly ProductView[]>;
  /** Sorted by SKU. */
  productPage(filter: ProductFilter, page: PageRequest): Promise<Page<ProductView>>;
  /** The ledger of one product, newest first. */
  movementPage(sku: string, page: PageRequest): Promise<Page<StockMovementView>>;
}
