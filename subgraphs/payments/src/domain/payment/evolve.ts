import { assertNever } from '@oms/kernel';
import type {
  AttemptRequested,
  MethodProvided,
  PaymentCaptured,
  PaymentEvent,
  PaymentFailed,
  PaymentOpened,
  PaymentQuarantined,
  PaymentRefunded,
  RefundRequested,
} from './events';
import type { Opened, Payment, Pending, Taken } from './state';

const impossible = (payment: Payment, event: PaymentEvent): never => {
  throw new Error(`${event.type} cannot follow upon a payment that is ${payment.status}.`);
};

/** The facts that every status shares, without those of one status. */
const openedOf = (payment: Payment, event: PaymentEvent): Opened => {
  if (payment.status === 'Unopened' || payment.status === 'CancelledBeforeOpened') return impossible(payment, event);
  const { id, orderId, customerId, amount, methodGiven, lastAttempt, order } = payment;
  return { id, orderId, customerId, amount, methodGiven, lastAttempt, order };
};

const takenOf = (payment: Payment, event: PaymentEvent): Taken =>
  payment.status === 'Captured' || payment.status === 'Quarantined' || payment.status === 'Refunded'
    ? payment
    : impossible(payment, event);

const opened = ({ paymentId, orderId, customerId, amount, methodGiven }: PaymentOpened): Pending => ({
  status: 'Pending',
  id: paymentId,
  orderId,
  customerId,
  amount,
  methodGiven,
  lastAttempt: 0,
  order: 'Wanted',
  method: null,
});

const provided = (payment: Payment, event: MethodProvided): Pending => ({
  ...openedOf(payment, event),
  status: 'Pending',
  method: event.method,
});

const requested = (payment: Payment, event: AttemptRequested): Payment => ({
  ...openedOf(payment, event),
  status: 'Processing',
  lastAttempt: event.attempt,
});

const captured = (payment: Payment, event: PaymentCaptured | PaymentQuarantined): Taken => {
  const { attempt, amount, providerReference } = event;
  return {
    ...openedOf(payment, event),
    status: event.type === 'PaymentCaptured' ? 'Captured' : 'Quarantined',
    capture: { attempt, amount, providerReference },
    refunds: [],
  };
};

const failed = (payment: Payment, event: PaymentFailed): Payment => {
  const lastAttempt = event.attempt;
  if (payment.status === 'CancelledBeforeOpened') return { ...payment, lastAttempt };
  const facts = { ...openedOf(payment, event), lastAttempt };
  const failure = { code: event.code, message: event.message };
  if (event.code === 'PAYMENT_DECLINED') return { ...facts, status: 'Declined', failure };
  switch (payment.status) {
    // The result of the last attempt, and what was captured, stay: only no further attempt will be made.
    case 'Declined':
    case 'Captured':
    case 'Quarantined':
    case 'Refunded':
      return { ...payment, lastAttempt };
    case 'Pending':
    case 'Processing':
    case 'Cancelled':
      return { ...facts, status: 'Cancelled', failure };
    case 'Unopened':
      return impossible(payment, event);
  }
};

const refundRequested = (payment: Payment, event: RefundRequested): Taken => {
  const taken = takenOf(payment, event);
  const refund = { id: event.refundId, amount: event.amount, state: 'Requested' } as const;
  return { ...taken, refunds: [...taken.refunds, refund] };
};

const refunded = (payment: Payment, event: PaymentRefunded): Taken => {
  const taken = takenOf(payment, event);
  const refunds = taken.refunds.map((refund) =>
    refund.id === event.refundId ? ({ ...refund, state: 'Succeeded' } as const) : refund,
  );
  return { ...taken, refunds, status: event.full ? 'Refunded' : taken.status };
};

export const evolve = (payment: Payment, event: PaymentEvent): Payment => {
  switch (event.type) {
    case 'PaymentOpened':
      return opened(event);
    case 'PaymentCancelledBeforeOpened':
      return {
        status: 'CancelledBeforeOpened',
        id: event.paymentId,
        orderId: event.orderId,
        customerId: event.customerId,
        lastAttempt: 0,
      };
    case 'MethodProvided':
      return provided(payment, event);
    case 'AttemptRequested':
      return requested(payment, event);
    case 'PaymentCaptured':
    case 'PaymentQuarantined':
      return captured(payment, event);
    case 'PaymentFailed':
      return failed(payment, event);
    case 'PaymentGivenUp':
      return payment.status === 'Unopened' || payment.status === 'CancelledBeforeOpened'
        ? impossible(payment, event)
        : { ...payment, order: 'GivenUp' };
    case 'RefundRequested':
      return refundRequested(payment, event);
    case 'PaymentRefunded':
      return refunded(payment, event);
    default:
      return assertNever(event);
  }
};
