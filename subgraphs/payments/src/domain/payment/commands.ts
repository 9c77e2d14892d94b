import type { Money } from '../money';
import type { PaymentMethod, RequestedMethod } from './method';

/** Which order, whose it is, and the id that its payment gets if it has none yet. */
interface PaymentIdentity {
  readonly paymentId: string;
  readonly orderId: string;
  readonly customerId: string;
}

export interface OpenPayment extends PaymentIdentity {
  readonly type: 'OpenPayment';
  readonly amount: Money;
  readonly methodGiven: boolean;
}

export interface ProvideMethod {
  readonly type: 'ProvideMethod';
  readonly method: PaymentMethod;
}

export interface RequestPayment extends PaymentIdentity {
  readonly type: 'RequestPayment';
  readonly amount: Money;
  readonly attempt: number;
  /** Null: the method that was provided by `payOrder`. */
  readonly method: RequestedMethod | null;
}

export interface GiveUpPayment extends PaymentIdentity {
  readonly type: 'GiveUpPayment';
  /** The id of the refund, should one be needed. */
  readonly refundId: string;
}

export interface RecordCapture {
  readonly type: 'RecordCapture';
  readonly attempt: number;
  readonly amount: Money;
  readonly providerReference: string;
  /** The id of the refund, should one be needed. */
  readonly refundId: string;
}

export interface RecordDecline {
  readonly type: 'RecordDecline';
  readonly attempt: number;
  readonly message: string;
  readonly providerReference: string | null;
}

/** The provider took nothing for this attempt, and never will. */
export interface RecordForestalled {
  readonly type: 'RecordForestalled';
  readonly attempt: number;
}

export interface RequestRefund {
  readonly type: 'RequestRefund';
  readonly refundId: string;
  /** Null: all that is left. */
  readonly amount: Money | null;
  readonly reason: string | null;
}

export interface RecordRefund {
  readonly type: 'RecordRefund';
  readonly refundId: string;
}

export type PaymentCommand =
  | OpenPayment
  | ProvideMethod
  | RequestPayment
  | GiveUpPayment
  | RecordCapture
  | RecordDecline
  | RecordForestalled
  | RequestRefund
  | RecordRefund;
