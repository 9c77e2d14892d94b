import { accept, refuse, type Decision } from '@oms/kernel';
import { equals, plus } from '../money';
import { cancelled, GIVEN_UP_REASON } from './capturing';
import type { GiveUpPayment, RecordRefund, RequestRefund } from './commands';
import type { OrderGivenUp, PaymentEvent, RefundRequested } from './events';
import type { PaymentRefusal } from './refusals';
import { leftOf, refundedOf, type Payment, type Taken } from './state';

type Outcome = Decision<PaymentEvent, PaymentRefusal>;

const givenUp: OrderGivenUp = { type: 'OrderGivenUp' };

const refundOf = (
  { capture }: Taken,
  refund: Pick<RefundRequested, 'refundId' | 'amount' | 'reason'>,
): RefundRequested => ({
  type: 'RefundRequested',
  attempt: capture.attempt,
  providerReference: capture.providerReference,
  ...refund,
});

const giveBackAll = (payment: Taken, refundId: string): Outcome => {
  const left = leftOf(payment);
  // What is already on its way back will say that it was all.
  if (left.amountMinor === 0n) return accept(givenUp);
  return accept<PaymentEvent>(givenUp, refundOf(payment, { refundId, amount: left, reason: GIVEN_UP_REASON }));
};

/**
 * Answered once, whatever has happened so far: with a failure where no money was taken, otherwise with a refund.
 *
 * An attempt that is with the provider is settled first; its outcome is the answer.
 */
export const giveUp = ({ refundId, ...identity }: GiveUpPayment, payment: Payment): Outcome => {
  const { paymentId, orderId, customerId } = identity;
  if (payment.status === 'Unopened')
    return accept<PaymentEvent>({ type: 'PaymentBarred', paymentId, orderId, customerId }, cancelled(0));
  if (payment.status === 'Barred' || payment.order === 'GivenUp') return accept();
  switch (payment.status) {
    case 'Processing':
      return accept(givenUp);
    case 'Captured':
    case 'Quarantined':
      return giveBackAll(payment, refundId);
    case 'Pending':
    case 'Declined':
    case 'Cancelled':
    case 'Refunded':
      return accept<PaymentEvent>(givenUp, cancelled(payment.lastAttempt));
  }
};

export const requestRefund = ({ refundId, amount, reason }: RequestRefund, payment: Payment): Outcome => {
  if (payment.status === 'Unopened' || payment.status === 'Barred') return refuse('PAYMENT_NOT_FOUND');
  if (payment.status === 'Refunded') return refuse('REFUND_EXCEEDS_CAPTURE');
  if (payment.status !== 'Captured' && payment.status !== 'Quarantined') return refuse('NOTHING_CAPTURED');
  if (amount !== null && amount.currency !== payment.amount.currency) return refuse('CURRENCY_DIFFERS');
  const left = leftOf(payment);
  const wanted = amount ?? left;
  if (wanted.amountMinor === 0n || wanted.amountMinor > left.amountMinor) return refuse('REFUND_EXCEEDS_CAPTURE');
  return accept(refundOf(payment, { refundId, amount: wanted, reason }));
};

export const recordRefund = ({ refundId }: RecordRefund, payment: Payment): Outcome => {
  if (payment.status !== 'Captured' && payment.status !== 'Quarantined') return accept();
  const refund = payment.refunds.find(({ id, state }) => id === refundId && state === 'Requested');
  if (refund === undefined) return accept();
  const refundedTotal = plus(refundedOf(payment), refund.amount);
  const full = equals(refundedTotal, payment.capture.amount);
  return accept({ type: 'PaymentRefunded', refundId, amount: refund.amount, refundedTotal, full });
};
