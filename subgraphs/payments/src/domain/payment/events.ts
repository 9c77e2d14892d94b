import type { Money } from '../money';
import type { PaymentMethod } from './method';

/** `CANCELLED`: the order was given up first. */
export type FailureCode = 'PAYMENT_DECLINED' | 'CANCELLED';

export interface PaymentOpened {
  readonly type: 'PaymentOpened';
  readonly paymentId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly amount: Money;
  /** The order came with a method, so `payOrder` is not for it. */
  readonly methodGiven: boolean;
}

/** The order was given up before its payment was opened: nothing may be taken for it any more. */
interface PaymentBarred {
  readonly type: 'PaymentBarred';
  readonly paymentId: string;
  readonly orderId: string;
  readonly customerId: string;
}

export interface MethodProvided {
  readonly type: 'MethodProvided';
  readonly method: PaymentMethod;
}

/** The intent to ask the provider for the money: from here on the outcome is unknown until the provider tells. */
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

/** The provider took another amount than we asked for: not a payment of the order, but money to be given back. */
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

/** Whatever is captured from now on is given back. */
export interface OrderGivenUp {
  readonly type: 'OrderGivenUp';
}

export interface RefundRequested {
  readonly type: 'RefundRequested';
  readonly refundId: string;
  readonly attempt: number;
  readonly amount: Money;
  readonly reason: string | null;
  readonly providerReference: string;
}

export interface PaymentRefunded {
  readonly type: 'PaymentRefunded';
  readonly refundId: string;
  readonly amount: Money;
  /** This refund included. */
  readonly refundedTotal: Money;
  /** Nothing of what was captured is left. */
  readonly full: boolean;
}

export type PaymentEvent =
  | PaymentOpened
  | PaymentBarred
  | MethodProvided
  | AttemptRequested
  | PaymentCaptured
  | PaymentQuarantined
  | PaymentFailed
  | OrderGivenUp
  | RefundRequested
  | PaymentRefunded;
