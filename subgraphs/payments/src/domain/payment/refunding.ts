import { accept, refuse, type Id } from '@oms/kernel';
import { equals, plus } from '../money';
import { cancelled, GIVEN_UP_REASON, refundOf } from './capturing';
import type { GiveUpPayment, RecordRefund, RequestRefund } from './commands';
import type { PaymentEvent, PaymentGivenUp } from './events';
import type { PaymentDecision } from './refusals';
import { leftOf, refundedOf, type Payment, type Taken } from './state';

const givenUp: PaymentGivenUp = { type: 'PaymentGivenUp' };

const refundAll = (payment: Taken, refundId: Id<'Refund'>): PaymentDecision => {
  const left = leftOf(payment);
  // The refunds under way are of all of it; the last of them is published as the full refund.
  if (left.amountMinor === 0n) return accept(givenUp);
  return accept<PaymentEvent>(givenUp, refundOf(payment.capture, { refundId, amount: left, reason: GIVEN_UP_REASON }));
};

/**
 * Leads to one event for other contexts, whatever has happened so far: a failure where nothing was captured, otherwise a
 * refund. While an attempt is under way, its result decides which.
 */
export const giveUp = ({ refundId, ...identity }: GiveUpPayment, payment: Payment): PaymentDecision => {
  const { paymentId, orderId, customerId } = identity;
  if (payment.status === 'Unopened')
    return accept<PaymentEvent>({ type: 'PaymentCancelledBeforeOpened', paymentId, orderId, customerId }, cancelled(0));
  if (payment.status === 'CancelledBeforeOpened' || payment.order === 'GivenUp') return accept();
  switch (payment.status) {
    case 'Processing':
      return accept(givenUp);
    case 'Captured':
    case 'Quarantined':
      return refundAll(payment, refundId);
    case 'Pending':
    case 'Declined':
    case 'Cancelled':
    case 'Refunded':
      return accept<PaymentEvent>(givenUp, cancelled(payment.lastAttempt));
  }
};

export const requestRefund = ({ refundId, amount, reason }: RequestRefund, payment: Payment): PaymentDecision => {
  if (payment.status === 'Unopened' || payment.status === 'CancelledBeforeOpened') return refuse('PAYMENT_NOT_FOUND');
  if (payment.status === 'Refunded') return refuse('REFUND_EXCEEDS_CAPTURE');
  if (payment.status !== 'Captured' && payment.status !== 'Quarantined') return refuse('NOTHING_CAPTURED');
  if (amount !== null && amount.currency !== payment.amount.currency) return refuse('CURRENCY_DIFFERS');
  const left = leftOf(payment);
  const wanted = amount ?? left;
  if (wanted.amountMinor === 0n || wanted.amountMinor > left.amountMinor) return refuse('REFUND_EXCEEDS_CAPTURE');
  return accept(refundOf(payment.capture, { refundId, amount: wanted, reason }));
};

export const recordRefund = ({ refundId }: RecordRefund, payment: Payment): PaymentDecision => {
  if (payment.status !== 'Captured' && payment.status !== 'Quarantined') return accept();
  const refund = payment.refunds.find(({ id, state }) => id === refundId && state === 'Requested');
  if (refund === undefined) return accept();
  const refundedTotal = plus(refundedOf(payment), refund.amount);
  const full = equals(refundedTotal, payment.capture.amount);
  return accept({ type: 'PaymentRefunded', refundId, amount: refund.amount, refundedTotal, full });
};
