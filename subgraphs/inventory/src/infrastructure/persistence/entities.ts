import { EntitySchema } from 'typeorm';
import type { ListedProduct } from '../../domain/product/product';

export interface ProductRow {
  readonly sku: string;
  readonly name: string;
  readonly unitPriceMinor: string;
  readonly currency: string;
  readonly active: boolean;
  readonly reorderQuantity: number;
  /** The sequence of the product's last event. */
  readonly version: number;
}

export interface StockLevelRow {
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  /** Here and not with the product, because the level's status depends on it. */
  readonly reorderPoint: number;
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
    reorderPoint: { type: 'integer', name: 'reorder_point' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
  },
});

export const toProductRow = (product: ListedProduct, version: number): ProductRow => ({
  sku: product.sku,
  name: product.name,
  unitPriceMinor: product.unitPrice.amountMinor.toString(),
  currency: product.unitPrice.currency,
  active: product.active,
  reorderQuantity: product.reorderQuantity,
  version,
});

export const toLevelColumns = ({ level, reorderPoint }: ListedProduct): Omit<StockLevelRow, 'sku' | 'updatedAt'> => ({
  ...level,
  reorderPoint,
});

export const fromProductRow = (row: ProductRow, { onHand, reserved, reorderPoint }: StockLevelRow): ListedProduct => ({
  status: 'Listed',
  sku: row.sku,
  name: row.name,
  unitPrice: { amountMinor: BigInt(row.unitPriceMinor), currency: row.currency },
  active: row.active,
  reorderPoint,
  reorderQuantity: row.reorderQuantity,
  level: { onHand, reserved },
});
