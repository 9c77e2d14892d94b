import type { Id } from '@oms/kernel';
import type { Money } from '../money';
import type { FailureCode, PaymentMethod } from './state';

export interface PaymentOpened {
  readonly type: 'PaymentOpened';
  readonly paymentId: Id<'Payment'>;
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
  readonly amount: Money;
  /** The order came with a method, so `payOrder` is refused. */
  readonly methodGiven: boolean;
}

/** The order was given up before its payment was opened: nothing may be charged for it any more. */
interface PaymentCancelledBeforeOpened {
  readonly type: 'PaymentCancelledBeforeOpened';
  readonly paymentId: Id<'Payment'>;
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
}

export interface MethodProvided {
  readonly type: 'MethodProvided';
  readonly method: PaymentMethod;
}

/** The intent to charge: from here on the result is unknown until the provider reports it. */
export interface AttemptRequested {
  readonly type: 'AttemptRequested';
  readonly attempt: number;
  readonly amount: Money;
  readonly method: PaymentMethod;
}

export interface PaymentCaptured {
  readonly type: 'PaymentCaptured';
  readonly attempt: number;
  readonly amount: Money;
  readonly providerReference: string;
}

/** The provider took another amount than was requested: not a payment of the order, but money to be refunded. */
export interface PaymentQuarantined {
  readonly type: 'PaymentQuarantined';
  readonly attempt: number;
  readonly amount: Money;
  readonly providerReference: string;
}

export interface PaymentFailed {
  readonly type: 'PaymentFailed';
  /** 0: before any attempt. */
  readonly attempt: number;
  readonly code: FailureCode;
  readonly message: string;
  readonly providerReference: string | null;
}

/** The order was cancelled, or has failed: whatever is captured from now on is refunded. */
export interface PaymentGivenUp {
  readonly type: 'PaymentGivenUp';
}

export interface RefundRequested {
  readonly type: 'RefundRequested';
  readonly refundId: Id<'Refund'>;
  readonly attempt: number;
  readonly amount: Money;
  readonly reason: string | null;
  readonly providerReference: string;
}

export interface PaymentRefunded {
  readonly type: 'PaymentRefunded';
  readonly refundId: Id<'Refund'>;
  readonly amount: Money;
  /** This refund included. */
  readonly refundedTotal: Money;
  /** Nothing of what was captured is left. */
  readonly full: boolean;
}

export type PaymentEvent =
  | PaymentOpened
  | PaymentCancelledBeforeOpened
  | MethodProvided
  | AttemptRequested
  | PaymentCaptured
  | PaymentQuarantined
  | PaymentFailed
  | PaymentGivenUp
  | RefundRequested
  | PaymentRefunded;
