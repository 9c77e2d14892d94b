import type { Instant } from '../instant';
import type { PaymentMethod } from '../order/values';

/** How the customer pays. The token is here until the payment is requested; the request has it until its attempt has ended. */
type Means =
  | { readonly given: 'WithOrder'; readonly method: PaymentMethod }
  /** By `payOrder`: payments holds it. */
  | { readonly given: 'ByPayOrder' }
  | { readonly given: 'NotYet' };

/** What participants still have to undo once an order was given up. */
export type Debt = 'Stock' | 'Payment';

/** Where the saga of one order stands. */
export type Checkout =
  | { readonly step: 'ReservingStock'; readonly means: Means; readonly deadline: Instant }
  | { readonly step: 'AwaitingPaymentMethod'; readonly attempts: number; readonly deadline: Instant }
  | {
      readonly step: 'TakingPayment';
      readonly attempt: number;
      readonly deadline: Instant;
      /** Until when the customer may try another method; null when the method came with the order, whose decline is final. */
      readonly payBy: Instant | null;
    }
  | { readonly step: 'Completed'; readonly attempt: number }
  | { readonly step: 'Abandoned'; readonly attempt: number; readonly owed: readonly Debt[] }
  | { readonly step: 'Compensated' };

export type Step = Checkout['step'];

/** All that can happen to a checkout: what the participants say, what the customer asks, and time. */
export type CheckoutInput =
  | { readonly type: 'StockReserved' }
  | { readonly type: 'StockRejected' }
  | { readonly type: 'StockReleased' }
  | { readonly type: 'PaymentMethodProvided' }
  | { readonly type: 'PaymentCaptured'; readonly attempt: number }
  /** The attempt took no money and never will; code CANCELLED says that of every attempt. */
  | { readonly type: 'PaymentFailed'; readonly attempt: number; readonly code: string; readonly message: string }
  | { readonly type: 'PaymentRefunded'; readonly full: boolean }
  | { readonly type: 'CancellationRequested'; readonly reason: string | null }
  | { readonly type: 'DeadlinePassed'; readonly step: Step };

/** How long the saga waits in a step before it gives up. */
export interface Patience {
  readonly reservationMs: number;
  readonly paymentMethodMs: number;
  readonly paymentMs: number;
}

/** What a move depends on beside the checkout and the input. */
export interface Terms {
  readonly now: Instant;
  readonly patience: Patience;
}

export const beginCheckout = (method: PaymentMethod | null, { now, patience }: Terms): Checkout => ({
  step: 'ReservingStock',
  means: method === null ? { given: 'NotYet' } : { given: 'WithOrder', method },
  deadline: now + patience.reservationMs,
});

/** Whether payments may still need what the request for this order's payment says of the method. */
export const needsMethod = ({ step }: Checkout): boolean => step === 'TakingPayment';

export const deadlineOf = (checkout: Checkout): Instant | null => ('deadline' in checkout ? checkout.deadline : null);
