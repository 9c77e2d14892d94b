import { EntitySchema } from 'typeorm';
import type { Checkout, Compensation, Step } from '../../domain/checkout/checkout';
import type { OrderStatus } from '../../domain/order/status';
import type { Address, Contact, CustomerId, Failure, OrderSource, Sku } from '../../domain/order/values';
import type { DeadLetterStatus } from '../../application/ports/dead-letter-repository';
import type { RecordedEvent } from '../../application/recorded-event';
import type { Id } from '@oms/kernel';

export interface LineRow {
  readonly sku: Sku;
  readonly name: string;
  readonly quantity: number;
  /** A decimal text, as JSON numbers end at 2^53. */
  readonly unitMinor: string;
}

type CheckoutAt<S extends Step> = Extract<Checkout, { readonly step: S }>;

/** The saga's state as the column has it, in rows of every age: `means` is the payment source, `owed` are the pending compensations. */
export type StoredCheckout =
  | Exclude<Checkout, CheckoutAt<'ReservingStock' | 'Abandoned'>>
  | (Omit<CheckoutAt<'ReservingStock'>, 'paymentSource'> & {
      readonly means: CheckoutAt<'ReservingStock'>['paymentSource'];
    })
  | (Omit<CheckoutAt<'Abandoned'>, 'pendingCompensations'> & { readonly owed: readonly Compensation[] });

/** A row of `orders`; columns of type bigint come as text. */
export interface OrderRow {
  readonly id: Id<'Order'>;
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
  readonly checkout: StoredCheckout;
  readonly correlation_id: string;
  readonly placed_at: Date;
  readonly updated_at: Date;
}

export const orderEntity = new EntitySchema<OrderRow>({
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

/** A row of `deadlines`: a saga that is not settled. */
export interface DeadlineRow {
  readonly order_id: Id<'Order'>;
  readonly step: Step;
  /** Null: the saga waits for a compensation, without a time limit. */
  readonly due_at: Date | null;
  readonly since: Date;
}

const deadlineEntity = new EntitySchema<DeadlineRow>({
  name: 'Deadline',
  tableName: 'deadlines',
  columns: {
    order_id: { type: 'uuid', primary: true },
    step: { type: 'text' },
    due_at: { type: 'timestamptz', precision: 3, nullable: true },
    since: { type: 'timestamptz', precision: 3 },
  },
});

/** A row of `timeline`: an event of another context about an order. */
export interface TimelineRow {
  readonly order_id: Id<'Order'>;
  readonly position: string;
  /** The order's version when the event was received. */
  readonly version: number;
  readonly ignored: string | null;
  readonly event: RecordedEvent;
  /** When the event was received. */
  readonly heard_at: Date;
}

const timelineEntity = new EntitySchema<TimelineRow>({
  name: 'Timeline',
  tableName: 'timeline',
  columns: {
    order_id: { type: 'uuid', primary: true },
    position: { type: 'bigint', primary: true },
    version: { type: 'integer' },
    ignored: { type: 'text', nullable: true },
    event: { type: 'json' },
    heard_at: { type: 'timestamptz' },
  },
});

/** A row of `price_book`. */
export interface PriceRow {
  readonly sku: Sku;
  readonly name: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly active: boolean;
  /** Of the product's event that it is from. */
  readonly sequence: number;
}

const priceEntity = new EntitySchema<PriceRow>({
  name: 'Price',
  tableName: 'price_book',
  columns: {
    sku: { type: 'text', primary: true },
    name: { type: 'text' },
    amount_minor: { type: 'bigint' },
    currency: { type: 'text' },
    active: { type: 'boolean' },
    sequence: { type: 'integer' },
  },
});

/** A row of `dead_letter_list`. */
export interface DeadLetterRow {
  readonly id: Id<'DeadLetter'>;
  readonly consumer: string;
  readonly subject: string;
  readonly event: RecordedEvent;
  readonly error: string;
  readonly deliveries: number;
  /** How many later events of the same order, or aggregate, wait behind it. */
  readonly waiting: number;
  readonly status: DeadLetterStatus;
  /** Why it was dismissed. */
  readonly dismissal: string | null;
  /** How often an operator decided about it. */
  readonly decisions: number;
  /** Of the publisher's last event about it that was applied. */
  readonly sequence: number;
  readonly failed_at: Date;
  /** Null while it is open. */
  readonly settled_at: Date | null;
}

export const deadLetterEntity = new EntitySchema<DeadLetterRow>({
  name: 'DeadLetter',
  tableName: 'dead_letter_list',
  columns: {
    id: { type: 'uuid', primary: true },
    consumer: { type: 'text' },
    subject: { type: 'text' },
    event: { type: 'json' },
    error: { type: 'text' },
    deliveries: { type: 'integer' },
    waiting: { type: 'integer' },
    status: { type: 'text' },
    dismissal: { type: 'text', nullable: true },
    decisions: { type: 'integer' },
    sequence: { type: 'integer' },
    failed_at: { type: 'timestamptz', precision: 3 },
    settled_at: { type: 'timestamptz', nullable: true },
  },
});

export const entities: EntitySchema[] = [orderEntity, deadlineEntity, timelineEntity, priceEntity, deadLetterEntity];
