import { accept, refuse } from '@oms/kernel';
import { equals } from '../money';
import type { ProvideMethod, RecordCapture, RecordDecline, RecordVoid, RequestPayment } from './commands';
import type {
  AttemptRequested,
  PaymentGivenUp,
  PaymentCaptured,
  PaymentEvent,
  PaymentFailed,
  PaymentQuarantined,
  RefundRequested,
} from './events';
import type { PaymentDecision } from './refusals';
import type { Opened, Payment } from './state';

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

export const provideMethod = ({ method }: ProvideMethod, payment: Payment): PaymentDecision => {
  if (payment.status === 'Unopened') return refuse('PAYMENT_NOT_FOUND');
  if (payment.status !== 'Pending' && payment.status !== 'Declined') return refuse('ORDER_NOT_PAYABLE');
  if (payment.methodGiven || payment.order === 'GivenUp') return refuse('ORDER_NOT_PAYABLE');
  return accept({ type: 'MethodProvided', method });
};

type Started = AttemptRequested | PaymentFailed | PaymentGivenUp;

/**
 * A method without its token was erased, because the order was given up before the attempt was begun. Nothing was charged,
 * and nothing will be; the event that gives the order up comes next.
 */
const start = (command: RequestPayment, method: RequestPayment['method']): readonly Started[] => {
  const { attempt, amount } = command;
  if (method === null) {
    const failure = { code: 'PAYMENT_DECLINED', message: NO_METHOD_MESSAGE, providerReference: null } as const;
    return [{ type: 'PaymentFailed', attempt, ...failure }];
  }
  const { type, token } = method;
  if (token === undefined) return [{ type: 'PaymentGivenUp' }, cancelled(attempt)];
  return [{ type: 'AttemptRequested', attempt, amount, method: { type, token } }];
};

/** Each attempt is requested once; a repeated request, or one that comes late, is not a second charge. */
export const requestPayment = (command: RequestPayment, payment: Payment): PaymentDecision => {
  const { paymentId, orderId, customerId, amount, attempt } = command;
  if (payment.status === 'Unopened') {
    const methodGiven = command.method !== null;
    const opened = { type: 'PaymentOpened', paymentId, orderId, customerId, amount, methodGiven } as const;
    return accept<PaymentEvent>(opened, ...start(command, command.method));
  }
  if (attempt <= payment.lastAttempt) return accept();
  if (payment.status === 'CancelledBeforeOpened' || payment.order === 'GivenUp') return accept(cancelled(attempt));
  if (payment.status !== 'Pending' && payment.status !== 'Declined')
    throw new Error(`Attempt ${attempt.toString()} was requested of a payment that is ${payment.status}.`);
  if (!equals(payment.amount, amount))
    throw new Error('The amounts of the order and of the request for its payment differ.');
  const provided = payment.status === 'Pending' ? payment.method : null;
  return accept(...start(command, command.method ?? provided));
};

type Captured = Omit<PaymentCaptured | PaymentQuarantined, 'type'>;

export const refundOf = (
  { attempt, providerReference }: Captured,
  refund: Pick<RefundRequested, 'refundId' | 'amount' | 'reason'>,
): RefundRequested => ({ type: 'RefundRequested', attempt, providerReference, ...refund });

const capture = ({ attempt, amount, providerReference, refundId }: RecordCapture, payment: Opened): PaymentDecision => {
  const type = equals(amount, payment.amount) ? 'PaymentCaptured' : 'PaymentQuarantined';
  const captured = { type, attempt, amount, providerReference } as const;
  if (payment.order !== 'GivenUp') return accept(captured);
  return accept<PaymentEvent>(captured, refundOf(captured, { refundId, amount, reason: GIVEN_UP_REASON }));
};

/**
 * A capture that is reported after the order was given up is refunded at once.
 *
 * A capture is recorded even after a decline of the same attempt: refusing it would keep the money if the order fails.
 */
export const recordCapture = (command: RecordCapture, payment: Payment): PaymentDecision => {
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
    case 'CancelledBeforeOpened':
    case 'Pending':
      return refuse('UNEXPECTED_CAPTURE');
  }
};

const settlesAttempt = (attempt: number, payment: Payment): boolean =>
  payment.status === 'Processing' && payment.lastAttempt === attempt;

/** Only of the attempt under way: a decline that is reported again, or late, changes nothing. */
export const recordDecline = (
  { attempt, message, providerReference }: RecordDecline,
  payment: Payment,
): PaymentDecision => {
  if (payment.status === 'Unopened') return refuse('PAYMENT_NOT_FOUND');
  if (!settlesAttempt(attempt, payment)) return accept();
  return accept({ type: 'PaymentFailed', attempt, code: 'PAYMENT_DECLINED', message, providerReference });
};

/** `CANCELLED` ends all attempts, so while the order is not given up the attempt counts as declined: another may follow. */
export const recordVoid = ({ attempt }: RecordVoid, payment: Payment): PaymentDecision => {
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
