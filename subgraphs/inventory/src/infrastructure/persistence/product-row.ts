import { EntitySchema } from 'typeorm';
import type { ListedProduct } from '../../domain/product/product';

export interface ProductRow {
  readonly sku: string;
  readonly name: string;
  readonly unitPriceMinor: string;
  readonly currency: string;
  readonly active: boolean;
  readonly reorderPoint: number;
  readonly reorderQuantity: number;
  /** The sequence of the product's last event. */
  readonly version: number;
}

export interface StockLevelRow {
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly updatedAt: Date;
}

export const productSchema = new EntitySchema<ProductRow>({
  name: 'Product',
  tableName: 'products',
  columns: {
    sku: { type: 'text', primary: true },
    name: { type: 'text' },
    unitPriceMinor: { type: 'bigint', name: 'unit_price_minor' },
    currency: { type: 'text' },
    active: { type: 'boolean' },
    reorderPoint: { type: 'integer', name: 'reorder_point' },
    reorderQuantity: { type: 'integer', name: 'reorder_quantity' },
    version: { type: 'integer' },
  },
});

export const stockLevelSchema = new EntitySchema<StockLevelRow>({
  name: 'StockLevel',
  tableName: 'stock_levels',
  columns: {
    sku: { type: 'text', primary: true },
    onHand: { type: 'integer', name: 'on_hand' },
    reserved: { type: 'integer' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
  },
});

export const toProductRow = (product: ListedProduct, version: number): ProductRow => ({
  sku: product.sku,
  name: product.name,
  unitPriceMinor: product.unitPrice.amountMinor.toString(),
  currency: product.unitPrice.currency,
  active: product.active,
  reorderPoint: product.reorderPoint,
  reorderQuantity: product.reorderQuantity,
  version,
});

export const fromProductRow = (row: ProductRow, { onHand, reserved }: StockLevelRow): ListedProduct => ({
  status: 'Listed',
  sku: row.sku,
  name: row.name,
  unitPrice: { amountMinor: BigInt(row.unitPriceMinor), currency: row.currency },
  active: row.active,
  reorderPoint: row.reorderPoint,
  reorderQuantity: row.reorderQuantity,
  level: { onHand, reserved },
});
