import type { Money } from '../domain/money';
import { paymentDecider } from '../domain/payment/payment';
import type { PaymentRefusal } from '../domain/payment/refusals';
import type { Asking } from './pay-order';
import type { Effect, IdempotentRequests, OnceOnly, Stores } from './ports/idempotent-requests';
import type { NextId } from './ports/ids';
import type { PaymentView, RefundView } from './ports/payment-views';

export interface RefundPayment {
  readonly paymentId: string;
  /** Null: all that is left. */
  readonly amount: Money | null;
  readonly reason: string | null;
  readonly idempotencyKey: string | undefined;
}

export type RefundPaymentAnswer =
  | { readonly refunded: true; readonly payment: PaymentView; readonly refund: RefundView }
  | { readonly refunded: false; readonly refusal: PaymentRefusal };

interface Parts {
  readonly requests: IdempotentRequests;
  readonly nextId: NextId;
}

const refused = (refusal: PaymentRefusal): Effect<RefundPaymentAnswer> => ({
  keep: false,
  answer: { refunded: false, refusal },
});

const request = async (
  { payments, views }: Stores,
  { paymentId, amount, reason, refundId }: RefundPayment & { refundId: string },
  { causation }: Asking,
): Promise<Effect<RefundPaymentAnswer>> => {
  const [before] = await views.byIds([paymentId]);
  if (before === undefined) return refused('PAYMENT_NOT_FOUND');
  const { orderId } = before;
  const [decision] = await payments.change([
    {
      orderId,
      causation,
      decide: (payment) => paymentDecider.decide({ type: 'RequestRefund', refundId, amount, reason }, payment),
    },
  ]);
  if (decision?.accepted === false) return refused(decision.refusal);
  const [payment] = await views.byIds([paymentId]);
  const refund = payment?.refunds.find(({ id }) => id === refundId);
  if (payment === undefined || refund === undefined) throw new Error('A refund that was just made cannot be found.');
  return { keep: true, answer: { refunded: true, payment, refund } };
};

/** Records the intent to give money back; a worker asks the provider once it is committed. */
export const refundPayment =
  ({ requests, nextId }: Parts) =>
  (refund: RefundPayment, asking: Asking): Promise<OnceOnly<RefundPaymentAnswer>> => {
    const { paymentId, amount, reason, idempotencyKey } = refund;
    const input = {
      paymentId,
      amount: amount === null ? null : { amountMinor: amount.amountMinor.toString(), currency: amount.currency },
      reason,
    };
    const once = { caller: asking.actor.id, operation: 'refundPayment', key: idempotencyKey, input };
    return requests.once(once, (stores) => request(stores, { ...refund, refundId: nextId() }, asking));
  };
