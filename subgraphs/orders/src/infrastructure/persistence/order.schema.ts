import { EntitySchema } from 'typeorm';
import type { Checkout, Step } from '../../domain/checkout/checkout';
import type { OrderStatus } from '../../domain/order/status';
import type { Address, Contact, CustomerId, Failure, OrderId, OrderSource, Sku } from '../../domain/order/values';

export interface LineRow {
  readonly sku: Sku;
  readonly name: string;
  readonly quantity: number;
  /** A decimal text, as JSON numbers end at 2^53. */
  readonly unitMinor: string;
}

/** A row of `orders`; columns of type bigint come as text. */
export interface OrderRow {
  readonly id: OrderId;
  readonly number: string;
  readonly customer_id: CustomerId;
  readonly source: OrderSource;
  readonly status: OrderStatus;
  readonly lines: readonly LineRow[];
  readonly total_minor: string;
  readonly currency: string;
  readonly contact: Contact;
  readonly shipping_address: Address;
  readonly payment_method_given: boolean;
  readonly failure: Failure | null;
  readonly cancel_reason: string | null;
  readonly version: number;
  readonly step: Step;
  readonly checkout: Checkout;
  readonly correlation_id: string;
  readonly placed_at: Date;
  readonly updated_at: Date;
}

export const orderSchema = new EntitySchema<OrderRow>({
  name: 'Order',
  tableName: 'orders',
  columns: {
    id: { type: 'uuid', primary: true },
    number: { type: 'text' },
    customer_id: { type: 'text' },
    source: { type: 'text' },
    status: { type: 'text' },
    lines: { type: 'jsonb' },
    total_minor: { type: 'bigint' },
    currency: { type: 'text' },
    contact: { type: 'jsonb' },
    shipping_address: { type: 'jsonb' },
    payment_method_given: { type: 'boolean' },
    failure: { type: 'jsonb', nullable: true },
    cancel_reason: { type: 'text', nullable: true },
    version: { type: 'integer' },
    step: { type: 'text' },
    checkout: { type: 'jsonb' },
    correlation_id: { type: 'text' },
    placed_at: { type: 'timestamptz', precision: 3 },
    updated_at: { type: 'timestamptz', precision: 3 },
  },
});
