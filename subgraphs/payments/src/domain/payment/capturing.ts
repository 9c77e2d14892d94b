import { accept, refuse, type Decision } from '@oms/kernel';
import { equals } from '../money';
import type { ProvideMethod, RecordCapture, RecordDecline, RecordForestalled, RequestPayment } from './commands';
import type {
  AttemptRequested,
  OrderGivenUp,
  PaymentCaptured,
  PaymentEvent,
  PaymentFailed,
  PaymentQuarantined,
  RefundRequested,
} from './events';
import type { PaymentRefusal } from './refusals';
import type { Opened, Payment } from './state';

type Outcome = Decision<PaymentEvent, PaymentRefusal>;

const GIVEN_UP_MESSAGE = 'The order was given up before it was paid.';
export const GIVEN_UP_REASON = 'The order was given up.';
const CANCELLED_BY_PROVIDER_MESSAGE = 'The payment was cancelled by the provider.';
const NO_METHOD_MESSAGE = 'There is no payment method to charge.';

export const cancelled = (attempt: number): PaymentFailed => ({
  type: 'PaymentFailed',
  attempt,
  code: 'CANCELLED',
  message: GIVEN_UP_MESSAGE,
  providerReference: null,
});

export const provideMethod = ({ method }: ProvideMethod, payment: Payment): Outcome => {
  if (payment.status === 'Unopened') return refuse('PAYMENT_NOT_FOUND');
  if (payment.status !== 'Pending' && payment.status !== 'Declined') return refuse('ORDER_NOT_PAYABLE');
  if (payment.methodGiven || payment.order === 'GivenUp') return refuse('ORDER_NOT_PAYABLE');
  return accept({ type: 'MethodProvided', method });
};

type Started = AttemptRequested | PaymentFailed | OrderGivenUp;

/**
 * A method without its token was erased, because the order was given up before the attempt was begun. It took no money, and
 * never will; that the order is given up is heard next.
 */
const start = (command: RequestPayment, method: RequestPayment['method']): readonly Started[] => {
  const { attempt, amount } = command;
  if (method === null) {
    const failure = { code: 'PAYMENT_DECLINED', message: NO_METHOD_MESSAGE, providerReference: null } as const;
    return [{ type: 'PaymentFailed', attempt, ...failure }];
  }
  const { type, token } = method;
  if (token === undefined) return [{ type: 'OrderGivenUp' }, cancelled(attempt)];
  return [{ type: 'AttemptRequested', attempt, amount, method: { type, token } }];
};

/** Each attempt is asked for once; a repeated request, or one that comes late, is not a second charge. */
export const requestPayment = (command: RequestPayment, payment: Payment): Outcome => {
  const { paymentId, orderId, customerId, amount, attempt } = command;
  if (payment.status === 'Unopened') {
    const methodGiven = command.method !== null;
    const opened = { type: 'PaymentOpened', paymentId, orderId, customerId, amount, methodGiven } as const;
    return accept<PaymentEvent>(opened, ...start(command, command.method));
  }
  if (attempt <= payment.lastAttempt) return accept();
  if (payment.status === 'Barred' || payment.order === 'GivenUp') return accept(cancelled(attempt));
  if (payment.status !== 'Pending' && payment.status !== 'Declined')
    throw new Error(`Attempt ${attempt.toString()} was requested of a payment that is ${payment.status}.`);
  if (!equals(payment.amount, amount))
    throw new Error('The order and the request for its payment disagree about the amount.');
  const provided = payment.status === 'Pending' ? payment.method : null;
  return accept(...start(command, command.method ?? provided));
};

const refundOf = (capture: PaymentCaptured | PaymentQuarantined, refundId: string): RefundRequested => ({
  type: 'RefundRequested',
  refundId,
  attempt: capture.attempt,
  amount: capture.amount,
  reason: GIVEN_UP_REASON,
  providerReference: capture.providerReference,
});

const capture = ({ attempt, amount, providerReference, refundId }: RecordCapture, payment: Opened): Outcome => {
  const type = equals(amount, payment.amount) ? 'PaymentCaptured' : 'PaymentQuarantined';
  const taken = { type, attempt, amount, providerReference } as const;
  return payment.order === 'GivenUp' ? accept<PaymentEvent>(taken, refundOf(taken, refundId)) : accept(taken);
};

/**
 * A capture that turns up after the order was given up is given back by itself.
 *
 * Money that was taken outweighs a decline that was reported before it: to refuse it would keep it, should the order fail.
 */
export const recordCapture = (command: RecordCapture, payment: Payment): Outcome => {
  switch (payment.status) {
    case 'Processing':
      return command.attempt === payment.lastAttempt ? capture(command, payment) : refuse('UNEXPECTED_CAPTURE');
    case 'Cancelled':
    case 'Declined': {
      const isLast = command.attempt === payment.lastAttempt;
      const isEarlier = command.attempt < payment.lastAttempt && payment.order === 'GivenUp';
      return isLast || isEarlier ? capture(command, payment) : refuse('UNEXPECTED_CAPTURE');
    }
    case 'Captured':
    case 'Quarantined':
    case 'Refunded':
      return payment.capture.providerReference === command.providerReference ? accept() : refuse('UNEXPECTED_CAPTURE');
    case 'Unopened':
      return refuse('PAYMENT_NOT_FOUND');
    case 'Barred':
    case 'Pending':
      return refuse('UNEXPECTED_CAPTURE');
  }
};

const settlesAttempt = (attempt: number, payment: Payment): boolean =>
  payment.status === 'Processing' && payment.lastAttempt === attempt;

/** Only of the attempt under way: a decline that is reported again, or late, says nothing new. */
export const recordDecline = ({ attempt, message, providerReference }: RecordDecline, payment: Payment): Outcome => {
  if (payment.status === 'Unopened') return refuse('PAYMENT_NOT_FOUND');
  if (!settlesAttempt(attempt, payment)) return accept();
  return accept({ type: 'PaymentFailed', attempt, code: 'PAYMENT_DECLINED', message, providerReference });
};

/** CANCELLED is said of all attempts, so an order that is still wanted has this one declined: another may follow. */
export const recordForestalled = ({ attempt }: RecordForestalled, payment: Payment): Outcome => {
  if (payment.status === 'Unopened') return refuse('PAYMENT_NOT_FOUND');
  if (!settlesAttempt(attempt, payment)) return accept();
  if (payment.status === 'Processing' && payment.order === 'GivenUp') return accept(cancelled(attempt));
  const failure = {
    code: 'PAYMENT_DECLINED',
    message: CANCELLED_BY_PROVIDER_MESSAGE,
    providerReference: null,
  } as const;
  return accept({ type: 'PaymentFailed', attempt, ...failure });
};
