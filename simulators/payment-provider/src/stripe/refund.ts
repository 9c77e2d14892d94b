import { newId } from './identifiers';
import type { PaymentIntent } from './payment-intent';

export const refundReasons = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** The fields of Stripe's Refund that the simulator uses. */
export interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly charge: string | null;
  readonly created: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly payment_intent: string;
  readonly reason: string | null;
  readonly status: 'succeeded';
}

export interface NewRefund {
  readonly amount: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly reason: string | null;
  readonly created: number;
}

export const newRefund = (intent: PaymentIntent, order: NewRefund): Refund => ({
  id: newId('re'),
  object: 'refund',
  amount: order.amount,
  charge: intent.latest_charge,
  created: order.created,
  currency: intent.currency,
  metadata: order.metadata,
  payment_intent: intent.id,
  reason: order.reason,
  status: 'succeeded',
});
