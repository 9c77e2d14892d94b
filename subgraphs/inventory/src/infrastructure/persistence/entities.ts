import type { Id } from '@oms/kernel';
import { EntitySchema } from 'typeorm';
import type { StockMovementKind } from '../../domain/stock/stock-level';

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

export interface StockLevelRow {
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  /** Here and not with the product, because the level's status depends on it. */
  readonly reorderPoint: number;
  readonly updatedAt: Date;
}

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

export type ReservationRowStatus = 'HELD' | 'REJECTED' | 'REJECTED_AND_CLOSED' | 'RELEASED';

export interface ReservationRow {
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
  readonly status: ReservationRowStatus;
  /** The sequence of the reservation's last event. */
  readonly version: number;
  /** When it was decided. */
  readonly reservedAt: Date;
}

export const reservationSchema = new EntitySchema<ReservationRow>({
  name: 'Reservation',
  tableName: 'reservations',
  columns: {
    orderId: { type: 'uuid', name: 'order_id', primary: true },
    customerId: { type: 'text', name: 'customer_id' },
    status: { type: 'text' },
    version: { type: 'integer' },
    reservedAt: { type: 'timestamptz', name: 'reserved_at' },
  },
});

export interface ReservationLineRow {
  readonly orderId: Id<'Order'>;
  readonly sku: string;
  readonly quantity: number;
}

export const reservationLineSchema = new EntitySchema<ReservationLineRow>({
  name: 'ReservationLine',
  tableName: 'reservation_lines',
  columns: {
    orderId: { type: 'uuid', name: 'order_id', primary: true },
    sku: { type: 'text', primary: true },
    quantity: { type: 'integer' },
  },
});

export interface StockMovementRow {
  /** Decimal text of a bigint. In the order of the changes of one product. */
  readonly position: string;
  readonly id: string;
  readonly sku: string;
  readonly kind: StockMovementKind;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
  readonly orderId: Id<'Order'> | null;
  readonly reason: string | null;
  readonly at: Date;
}

export const stockMovementSchema = new EntitySchema<StockMovementRow>({
  name: 'StockMovement',
  tableName: 'stock_movements',
  columns: {
    position: { type: 'bigint', primary: true, generated: 'increment' },
    id: { type: 'uuid' },
    sku: { type: 'text', primary: true },
    kind: { type: 'text' },
    onHandDelta: { type: 'integer', name: 'on_hand_delta' },
    reservedDelta: { type: 'integer', name: 'reserved_delta' },
    orderId: { type: 'uuid', name: 'order_id', nullable: true },
    reason: { type: 'text', nullable: true },
    at: { type: 'timestamptz' },
  },
});

export const entities = [
  productSchema,
  stockLevelSchema,
  reservationSchema,
  reservationLineSchema,
  stockMovementSchema,
];
