import type { Id } from '@oms/kernel';
import type { Money } from '../money';
import type { PaymentMethod, PaymentMethodType } from './state';

/** As the order has it: without the token once the attempt has ended, or the order was given up. */
export interface RequestedMethod {
  readonly type: PaymentMethodType;
  readonly token?: string | undefined;
}

/** The order, its customer, and the id that its payment gets if it has none yet. */
interface PaymentIdentity {
  readonly paymentId: Id<'Payment'>;
  readonly orderId: Id<'Order'>;
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
  readonly refundId: Id<'Refund'>;
}

export interface RecordCapture {
  readonly type: 'RecordCapture';
  readonly attempt: number;
  readonly amount: Money;
  readonly providerReference: string;
  /** The id of the refund, should one be needed. */
  readonly refundId: Id<'Refund'>;
}

export interface RecordDecline {
  readonly type: 'RecordDecline';
  readonly attempt: number;
  readonly message: string;
  readonly providerReference: string | null;
}

/** The attempt was voided: the provider charged nothing for it, and will not. */
export interface RecordVoid {
  readonly type: 'RecordVoid';
  readonly attempt: number;
}

export interface RequestRefund {
  readonly type: 'RequestRefund';
  readonly refundId: Id<'Refund'>;
  /** Null: all that is left. */
  readonly amount: Money | null;
  readonly reason: string | null;
}

export interface RecordRefund {
  readonly type: 'RecordRefund';
  readonly refundId: Id<'Refund'>;
}

export type PaymentCommand =
  | OpenPayment
  | ProvideMethod
  | RequestPayment
  | GiveUpPayment
  | RecordCapture
  | RecordDecline
  | RecordVoid
  | RequestRefund
  | RecordRefund;
