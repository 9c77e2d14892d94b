import { assertNever } from '@oms/kernel';
import type { Money } from '../../domain/money';
import {
  refundedOf,
  type Failure,
  type Opened,
  type Payment,
  type PaymentMethod,
  type Refund,
} from '../../domain/payment/state';
import type { PaymentRow, RefundRow } from './entities';

/** What a payment's state needs of its refunds. */
export type PaymentRefundRow = Pick<RefundRow, 'id' | 'amount_minor' | 'currency' | 'state'>;

type StoredPayment = Exclude<Payment, { status: 'Unopened' }>;

const given = <Value>(value: Value | null, column: string): Value => {
  if (value === null) throw new Error(`A payment's row lacks its ${column}.`);
  return value;
};

const openedFrom = (row: PaymentRow): Opened => ({
  id: row.id,
  orderId: row.order_id,
  customerId: row.customer_id,
  amount: moneyFrom(row.amount_minor, row.currency),
  methodGiven: row.method_given,
  lastAttempt: row.last_attempt,
  order: row.order_given_up ? 'GivenUp' : 'Wanted',
});

const moneyFrom = (amountMinor: string | null, currency: string | null): Money => ({
  amountMinor: BigInt(given(amountMinor, 'amount')),
  currency: given(currency, 'currency'),
});

const methodFrom = ({ method_type: type, method_token: token }: PaymentRow): PaymentMethod | null =>
  type === null || token === null ? null : { type, token };

const failureFrom = (row: PaymentRow): Failure => ({
  code: given(row.failure_code, 'failure_code'),
  message: given(row.failure_message, 'failure_message'),
});

const refundFrom = (row: PaymentRefundRow): Refund => ({
  id: row.id,
  amount: moneyFrom(row.amount_minor, row.currency),
  state: row.state === 'PENDING' ? 'Requested' : 'Succeeded',
});

/** `refunds` in the order in which they were requested. */
export const fromRow = (row: PaymentRow, refunds: readonly PaymentRefundRow[]): StoredPayment => {
  const { status } = row;
  switch (status) {
    case 'CancelledBeforeOpened': {
      const { id, order_id: orderId, customer_id: customerId, last_attempt: lastAttempt } = row;
      return { status, id, orderId, customerId, lastAttempt };
    }
    case 'Pending':
      return { ...openedFrom(row), status, method: methodFrom(row) };
    case 'Processing':
      return { ...openedFrom(row), status };
    case 'Declined':
    case 'Cancelled':
      return { ...openedFrom(row), status, failure: failureFrom(row) };
    case 'Captured':
    case 'Quarantined':
    case 'Refunded': {
      const capture = {
        attempt: given(row.captured_attempt, 'captured_attempt'),
        amount: moneyFrom(row.captured_minor, row.captured_currency),
        providerReference: given(row.provider_reference, 'provider_reference'),
      };
      return { ...openedFrom(row), status, capture, refunds: refunds.map(refundFrom) };
    }
    default:
      return assertNever(status);
  }
};

const blank = {
  method_type: null,
  method_token: null,
  failure_code: null,
  failure_message: null,
  captured_attempt: null,
  captured_minor: null,
  captured_currency: null,
  provider_reference: null,
  refunded_minor: '0',
};

const openedColumns = (payment: Opened): Omit<PaymentRow, keyof typeof blank | 'status'> => ({
  id: payment.id,
  order_id: payment.orderId,
  customer_id: payment.customerId,
  order_given_up: payment.order === 'GivenUp',
  amount_minor: payment.amount.amountMinor.toString(),
  currency: payment.amount.currency,
  method_given: payment.methodGiven,
  last_attempt: payment.lastAttempt,
});

export const toRow = (payment: StoredPayment): PaymentRow => {
  const { status } = payment;
  switch (status) {
    case 'CancelledBeforeOpened': {
      const { id, orderId: order_id, customerId: customer_id, lastAttempt: last_attempt } = payment;
      const unknown = { amount_minor: null, currency: null, method_given: false };
      return { ...blank, ...unknown, id, order_id, customer_id, status, order_given_up: true, last_attempt };
    }
    case 'Pending': {
      const { type = null, token = null } = payment.method ?? {};
      return { ...blank, ...openedColumns(payment), status, method_type: type, method_token: token };
    }
    case 'Processing':
      return { ...blank, ...openedColumns(payment), status };
    case 'Declined':
    case 'Cancelled': {
      const { code: failure_code, message: failure_message } = payment.failure;
      return { ...blank, ...openedColumns(payment), status, failure_code, failure_message };
    }
    case 'Captured':
    case 'Quarantined':
    case 'Refunded': {
      const { attempt: captured_attempt, amount, providerReference: provider_reference } = payment.capture;
      return {
        ...blank,
        ...openedColumns(payment),
        status,
        captured_attempt,
        captured_minor: amount.amountMinor.toString(),
        captured_currency: amount.currency,
        provider_reference,
        refunded_minor: refundedOf(payment).amountMinor.toString(),
      };
    }
    default:
      return assertNever(status);
  }
};
