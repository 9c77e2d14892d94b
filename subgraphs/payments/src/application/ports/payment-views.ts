import type { Id, Instant, Page, PageRequest } from '@oms/kernel';
import type { Money } from '../../domain/money';
import type { PaymentMethodType } from '../../domain/payment/state';

export const paymentStatuses = [
  'PENDING',
  'PROCESSING',
  'CAPTURED',
  'FAILED',
  'CANCELLED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
] as const;

export type PaymentStatus = (typeof paymentStatuses)[number];

export interface AttemptView {
  readonly at: Instant;
  readonly outcome: string;
  readonly providerReference: string | null;
}

export interface RefundView {
  readonly id: Id<'Refund'>;
  readonly amount: Money;
  readonly reason: string | null;
  readonly status: 'PENDING' | 'SUCCEEDED';
  readonly createdAt: Instant;
}

/** A payment as clients see it. */
export interface PaymentView {
  readonly id: Id<'Payment'>;
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
  readonly amount: Money;
  readonly refunded: Money;
  readonly status: PaymentStatus;
  readonly method: PaymentMethodType | null;
  readonly provider: string | null;
  readonly providerReference: string | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly attempts: readonly AttemptView[];
  readonly refunds: readonly RefundView[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface PaymentFilter {
  /** Undefined: of any status. */
  readonly statuses?: readonly PaymentStatus[] | undefined;
  readonly orderId?: Id<'Order'> | undefined;
}

export interface PaymentViews {
  /** Those that exist, in any order. */
  byIds(ids: readonly Id<'Payment'>[]): Promise<readonly PaymentView[]>;
  byOrderIds(orderIds: readonly Id<'Order'>[]): Promise<readonly PaymentView[]>;
  /** The customer of an order that payments has a copy of, also of one that was given up before its payment was opened. */
  customerOf(orderId: Id<'Order'>): Promise<string | undefined>;
  /** Newest first. A cursor of another list throws an error named `BadCursor`. */
  list(filter: PaymentFilter, page: PageRequest): Promise<Page<PaymentView>>;
}
