import type { PaymentMethod } from '../domain/payment/method';
import { paymentDecider } from '../domain/payment/payment';
import type { PaymentRefusal } from '../domain/payment/refusals';
import { isAllowed, type Caller } from './caller';
import type { Cause } from './ports/cause';
import type { Effect, IdempotentRequests, OnceOnly, Stores } from './ports/idempotent-requests';
import type { PaymentView, PaymentViews } from './ports/payment-views';

/** The news of an order takes a moment to arrive; whoever pays right after ordering should not feel it. */
const ORDER_AWAITED_MS = 2_000;
const PAUSE_MS = 50;

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
  readonly pause: (ms: number) => Promise<void>;
}

export interface Asking {
  readonly caller: Caller;
  readonly cause: Cause;
}

/** Somebody else's order is awaited as long as one that does not exist: the two must look alike. */
const awaitOrder = async ({ views, pause }: Parts, orderId: string, caller: Caller): Promise<void> => {
  for (let waitedMs = 0; waitedMs < ORDER_AWAITED_MS; waitedMs += PAUSE_MS) {
    const [view] = await views.byOrderIds([orderId]);
    if (view !== undefined && isAllowed(caller, view)) return;
    await pause(PAUSE_MS);
  }
};

const provide = async (
  { payments, views }: Stores,
  { orderId, method }: PayOrder,
  { caller, cause }: Asking,
): Promise<Effect<PayOrderAnswer>> => {
  const [decision] = await payments.change([
    {
      orderId,
      cause,
      decide: (payment) =>
        payment.status !== 'Unopened' && !isAllowed(caller, payment)
          ? { accepted: false, refusal: 'PAYMENT_NOT_FOUND' }
          : paymentDecider.decide({ type: 'ProvideMethod', method }, payment),
    },
  ]);
  if (decision?.accepted === false) return { keep: false, answer: { paid: false, refusal: decision.refusal } };
  const [payment] = await views.byOrderIds([orderId]);
  if (payment === undefined) throw new Error('A payment that was just changed cannot be found.');
  return { keep: true, answer: { paid: true, payment } };
};

/** Stores the method and tells the saga, which requests the payment when the order may be paid. */
export const payOrder =
  (parts: Parts) =>
  async (order: PayOrder, asking: Asking): Promise<OnceOnly<PayOrderAnswer>> => {
    const { orderId, method, idempotencyKey } = order;
    await awaitOrder(parts, orderId, asking.caller);
    const request = {
      caller: asking.caller.subject,
      operation: 'payOrder',
      key: idempotencyKey,
      input: { orderId, method },
    };
    return parts.requests.once(request, (stores) => provide(stores, order, asking));
  };
