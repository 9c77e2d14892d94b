import type { Backoff, Id } from '@oms/kernel';
import type { DueAttempt } from '../ports/attempt-queue';
import type { DueRefund } from '../ports/refund-queue';

const paymentId = 'payment-1' as Id<'Payment'>;
const orderId = 'order-1' as Id<'Order'>;
const causation = { correlationId: 'correlation-1' };

/** An attempt that is claimed for the first time. */
export const dueAttempt: DueAttempt = {
  paymentId,
  orderId,
  attempt: 1,
  amount: { amountMinor: 2_500n, currency: 'USD' },
  method: { type: 'CARD', token: 'pm_card_visa' },
  providerReference: null,
  claims: 1,
  ageMs: 0,
  sinceChargeMs: 0,
  orderGivenUp: false,
  causation,
};

/** A refund that is claimed for the first time. */
export const dueRefund: DueRefund = {
  refundId: 'refund-1' as Id<'Refund'>,
  paymentId,
  orderId,
  amount: { amountMinor: 1_000n, currency: 'USD' },
  providerReference: 'pi_1',
  claims: 1,
  ageMs: 0,
  generation: 1,
  causation,
};

/** Without jitter. */
export const exactBackoff: Backoff = (attempts, { backoffMs, backoffMaxMs }) =>
  Math.min(backoffMaxMs, backoffMs * 2 ** (attempts - 1));
