import type { Instant } from '@oms/kernel';
import type { PaymentMethod } from '../order/values';

/** Where the payment method comes from. The token is here until the payment is requested; the request keeps it until its attempt has ended. */
type PaymentSource =
  | { readonly given: 'WithOrder'; readonly method: PaymentMethod }
  /** With `payOrder`: payments stores it. */
  | { readonly given: 'ByPayOrder' }
  | { readonly given: 'NotYet' };

/** What participants still have to undo once an order was abandoned. */
export type Compensation = 'Stock' | 'Payment';

/** The state of the saga of one order. */
export type Checkout =
  | { readonly step: 'ReservingStock'; readonly paymentSource: PaymentSource; readonly deadline: Instant }
  | { readonly step: 'AwaitingPaymentMethod'; readonly attempts: number; readonly deadline: Instant }
  | {
      readonly step: 'TakingPayment';
      readonly attempt: number;
      readonly deadline: Instant;
      /** Until when the customer may try another method; null when the method came with the order, whose decline is final. */
      readonly payBy: Instant | null;
    }
  | { readonly step: 'Completed'; readonly attempt: number }
  | { readonly step: 'Abandoned'; readonly attempt: number; readonly pendingCompensations: readonly Compensation[] }
  | { readonly step: 'Compensated' };

export type Step = Checkout['step'];

/** All inputs of a checkout: the events of the participants, the customer's cancellation, and deadlines. */
export type CheckoutInput =
  | { readonly type: 'StockReserved' }
  | { readonly type: 'StockRejected' }
  | { readonly type: 'StockReleased' }
  | { readonly type: 'PaymentMethodProvided' }
  | { readonly type: 'PaymentCaptured'; readonly attempt: number }
  /** The attempt took no money and never will; the code CANCELLED means that of every attempt. */
  | { readonly type: 'PaymentFailed'; readonly attempt: number; readonly code: string; readonly message: string }
  | { readonly type: 'PaymentRefunded'; readonly full: boolean }
  | { readonly type: 'CancellationRequested'; readonly reason: string | null }
  | { readonly type: 'DeadlinePassed'; readonly step: Step };

/** How long the saga waits in a step before it abandons the order. */
export interface CheckoutTimeouts {
  readonly reservationMs: number;
  readonly paymentMethodMs: number;
  readonly paymentMs: number;
}

/** What a transition depends on beside the checkout and the input. */
export interface Timing {
  readonly now: Instant;
  readonly timeouts: CheckoutTimeouts;
}

export const beginCheckout = (method: PaymentMethod | null, { now, timeouts }: Timing): Checkout => ({
  step: 'ReservingStock',
  paymentSource: method === null ? { given: 'NotYet' } : { given: 'WithOrder', method },
  deadline: now + timeouts.reservationMs,
});

/** Whether payments may still need the payment method in the request for this order's payment. */
export const needsMethod = ({ step }: Checkout): boolean => step === 'TakingPayment';

export const deadlineOf = (checkout: Checkout): Instant | null => ('deadline' in checkout ? checkout.deadline : null);
