import type { Id } from '@oms/kernel';
import { minus, plus, zero, type Money } from '../money';

export type PaymentMethodType = 'CARD' | 'WALLET' | 'BANK_TRANSFER';

export interface PaymentMethod {
  readonly type: PaymentMethodType;
  /** The provider's token for the payment method. It is never logged or published; only the provider gets it. */
  readonly token: string;
}

/** `CANCELLED`: the order was given up first. */
export type FailureCode = 'PAYMENT_DECLINED' | 'CANCELLED';

/** The fields of every payment that was opened. */
export interface Opened {
  readonly id: Id<'Payment'>;
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
  readonly amount: Money;
  readonly methodGiven: boolean;
  /** The number of the last attempt that was requested; 0: none yet. */
  readonly lastAttempt: number;
  /** Once given up, whatever is captured is refunded, and no further attempt is made. */
  readonly order: 'Wanted' | 'GivenUp';
}

export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
}

/** Money that the provider has taken. */
interface Capture {
  readonly attempt: number;
  readonly amount: Money;
  readonly providerReference: string;
}

export interface Refund {
  readonly id: Id<'Refund'>;
  readonly amount: Money;
  readonly state: 'Requested' | 'Succeeded';
}

interface Unopened {
  readonly status: 'Unopened';
}

/** The order was given up before its payment was opened: there is no amount, and nothing may be charged. */
interface CancelledBeforeOpened {
  readonly status: 'CancelledBeforeOpened';
  readonly id: Id<'Payment'>;
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
  readonly lastAttempt: number;
}

/** Waiting until the order's stock is reserved, or for `payOrder`. */
export interface Pending extends Opened {
  readonly status: 'Pending';
  readonly method: PaymentMethod | null;
}

/** Attempt `lastAttempt` was requested of the provider, and has no result yet. */
interface Processing extends Opened {
  readonly status: 'Processing';
}

interface Declined extends Opened {
  readonly status: 'Declined';
  readonly failure: Failure;
}

interface Cancelled extends Opened {
  readonly status: 'Cancelled';
  readonly failure: Failure;
}

/** Captured; Quarantined: of another amount than the order's; Refunded: nothing of it is left. */
export interface Taken extends Opened {
  readonly status: 'Captured' | 'Quarantined' | 'Refunded';
  readonly capture: Capture;
  readonly refunds: readonly Refund[];
}

export type Payment = Unopened | CancelledBeforeOpened | Pending | Processing | Declined | Cancelled | Taken;

const sumOf = (refunds: readonly Refund[], currency: string): Money =>
  refunds.map(({ amount }) => amount).reduce(plus, zero(currency));

/** What the provider has refunded. */
export const refundedOf = ({ refunds, capture }: Taken): Money =>
  sumOf(
    refunds.filter(({ state }) => state === 'Succeeded'),
    capture.amount.currency,
  );

/** What was captured, less all refunds, also those under way. */
export const leftOf = ({ refunds, capture }: Taken): Money =>
  minus(capture.amount, sumOf(refunds, capture.amount.currency));
