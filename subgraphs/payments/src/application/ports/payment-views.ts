import type { PaymentMethodType } from '../../domain/payment/method';

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

/** Minor units as decimal text, so that the view can be kept as JSON. */
export interface AmountView {
  readonly amountMinor: string;
  readonly currency: string;
}

export interface AttemptView {
  /** ISO 8601. */
  readonly at: string;
  readonly outcome: string;
  readonly providerReference: string | null;
}

export interface RefundView {
  readonly id: string;
  readonly amount: AmountView;
  readonly reason: string | null;
  readonly status: 'PENDING' | 'SUCCEEDED';
  readonly createdAt: string;
}

/** A payment as clients see it; plain JSON, so that an idempotent answer can be kept and given again. */
export interface PaymentView {
  readonly id: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly amount: AmountView;
  readonly refunded: AmountView;
  readonly status: PaymentStatus;
  readonly method: PaymentMethodType | null;
  readonly provider: string | null;
  readonly providerReference: string | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly attempts: readonly AttemptView[];
  readonly refunds: readonly RefundView[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface PaymentFilter {
  readonly statuses: readonly PaymentStatus[] | null;
  readonly orderId: string | null;
}

export interface PageRequest {
  readonly filter: PaymentFilter;
  /** The id of the last payment of the page before. */
  readonly afterId: string | null;
  readonly limit: number;
}

export interface PaymentViews {
  /** Those that exist, in any order. */
  byIds(ids: readonly string[]): Promise<readonly PaymentView[]>;
  byOrderIds(orderIds: readonly string[]): Promise<readonly PaymentView[]>;
  /** Whose order it is: of every order that payments has heard of, also of one that was given up before it was opened. */
  customerOf(orderId: string): Promise<string | undefined>;
  /** Newest first. */
  page(request: PageRequest): Promise<readonly PaymentView[]>;
}
