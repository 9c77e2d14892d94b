import type { PaymentMethod } from '../domain/payment/method';
import { paymentDecider } from '../domain/payment/payment';
import type { PaymentRefusal } from '../domain/payment/refusals';
import type { Actor } from '@oms/kernel';
import { isAllowed } from './access';
import type { Causation } from '@oms/kernel';
import type { Effect, IdempotentRequests, OnceOnly, Stores } from './ports/idempotent-requests';
import type { PaymentView, PaymentViews } from './ports/payment-views';
import type { PublisherLog } from './ports/publisher-log';

export interface PayOrder {
  readonly orderId: string;
  readonly method: PaymentMethod;
  readonly idempotencyKey: string | undefined;
}

export type PayOrderAnswer =
  { readonly paid: true; readonly payment: PaymentView } | { readonly paid: false; readonly refusal: PaymentRefusal };

interface Parts {
  readonly requests: IdempotentRequests;
  readonly views: PaymentViews;
  /** Of orders, whose events tell payments what orders there are. */
  readonly orderLog: PublisherLog;
}

export interface Asking {
  readonly actor: Actor;
  readonly causation: Causation;
}

/**
 * Whether this is an order of the caller's. One that payments does not know may have been acknowledged a moment ago, so
 * orders is asked once before it is called unknown. Somebody else's takes the same steps: the two must look alike.
 */
const findOrder = async (
  { views, orderLog }: Parts,
  orderId: string,
  actor: Actor,
): Promise<'known' | 'unknown' | 'behind'> => {
  const isTheirs = async (): Promise<boolean> => {
    const customerId = await views.customerOf(orderId);
    return customerId !== undefined && isAllowed(actor, { customerId });
  };
  if (await isTheirs()) return 'known';
  if ((await orderLog.caughtUp([orderId])) === 'behind') return 'behind';
  return (await isTheirs()) ? 'known' : 'unknown';
};

const provide = async (
  { payments, views }: Stores,
  { orderId, method }: PayOrder,
  { actor, causation }: Asking,
): Promise<Effect<PayOrderAnswer>> => {
  const [decision] = await payments.change([
    {
      orderId,
      causation,
      decide: (payment) =>
        payment.status !== 'Unopened' && !isAllowed(actor, payment)
          ? { accepted: false, refusal: 'PAYMENT_NOT_FOUND' }
          : paymentDecider.decide({ type: 'ProvideMethod', method }, payment),
    },
  ]);
  if (decision?.accepted === false) return { keep: false, answer: { paid: false, refusal: decision.refusal } };
  const [payment] = await views.byOrderIds([orderId]);
  if (payment === undefined) throw new Error('A payment that was just changed cannot be found.');
  return { keep: true, answer: { paid: true, payment } };
};

/**
 * Stores the method and tells the saga, which requests the payment when the order may be paid. `behind`: nothing was done,
 * because payments cannot tell at the moment whether there is such an order.
 */
export const payOrder =
  (parts: Parts) =>
  async (order: PayOrder, asking: Asking): Promise<OnceOnly<PayOrderAnswer> | 'behind'> => {
    const { orderId, method, idempotencyKey } = order;
    const found = await findOrder(parts, orderId, asking.actor);
    if (found === 'behind') return found;
    if (found === 'unknown') return { reused: false, answer: { paid: false, refusal: 'PAYMENT_NOT_FOUND' } };
    const request = {
      caller: asking.actor.id,
      operation: 'payOrder',
      key: idempotencyKey,
      input: { orderId, method },
    };
    return parts.requests.once(request, (stores) => provide(stores, order, asking));
  };
