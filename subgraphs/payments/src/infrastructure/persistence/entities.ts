import type { Causation, Id } from '@oms/kernel';
import { EntitySchema } from 'typeorm';
import type { FailureCode, Payment, PaymentMethodType } from '../../domain/payment/state';

/** A row of `payments`; columns of type bigint are text. */
export interface PaymentRow {
  readonly id: Id<'Payment'>;
  readonly order_id: Id<'Order'>;
  readonly customer_id: string;
  readonly status: Exclude<Payment['status'], 'Unopened'>;
  readonly order_given_up: boolean;
  readonly amount_minor: string | null;
  readonly currency: string | null;
  readonly method_given: boolean;
  readonly method_type: PaymentMethodType | null;
  readonly method_token: string | null;
  readonly last_attempt: number;
  readonly failure_code: FailureCode | null;
  readonly failure_message: string | null;
  readonly captured_attempt: number | null;
  readonly captured_minor: string | null;
  readonly captured_currency: string | null;
  readonly provider_reference: string | null;
  readonly refunded_minor: string;
}

/** A row of `refunds`. */
export interface RefundRow {
  readonly id: Id<'Refund'>;
  readonly payment_id: Id<'Payment'>;
  readonly order_id: Id<'Order'>;
  readonly amount_minor: string;
  readonly currency: string;
  readonly state: 'PENDING' | 'SUCCEEDED';
  readonly provider_reference: string;
  readonly claims: number;
  readonly generation: number;
  readonly cause: Causation;
}

const paymentSchema = new EntitySchema<PaymentRow>({
  name: 'Payment',
  tableName: 'payments',
  columns: {
    id: { type: 'uuid', primary: true },
    order_id: { type: 'uuid' },
    customer_id: { type: 'text' },
    status: { type: 'text' },
    order_given_up: { type: 'boolean' },
    amount_minor: { type: 'bigint', nullable: true },
    currency: { type: 'text', nullable: true },
    method_given: { type: 'boolean' },
    method_type: { type: 'text', nullable: true },
    method_token: { type: 'text', nullable: true },
    last_attempt: { type: 'integer' },
    failure_code: { type: 'text', nullable: true },
    failure_message: { type: 'text', nullable: true },
    captured_attempt: { type: 'integer', nullable: true },
    captured_minor: { type: 'bigint', nullable: true },
    captured_currency: { type: 'text', nullable: true },
    provider_reference: { type: 'text', nullable: true },
    refunded_minor: { type: 'bigint' },
  },
});

const refundSchema = new EntitySchema<RefundRow>({
  name: 'Refund',
  tableName: 'refunds',
  columns: {
    id: { type: 'uuid', primary: true },
    payment_id: { type: 'uuid' },
    order_id: { type: 'uuid' },
    amount_minor: { type: 'bigint' },
    currency: { type: 'text' },
    state: { type: 'text' },
    provider_reference: { type: 'text' },
    claims: { type: 'integer' },
    generation: { type: 'integer' },
    cause: { type: 'jsonb' },
  },
});

export const schemas = { payments: paymentSchema, refunds: refundSchema };

/** Attempts and webhooks are read and written by hot and set-based statements only. */
export const entities: EntitySchema[] = [paymentSchema, refundSchema];
