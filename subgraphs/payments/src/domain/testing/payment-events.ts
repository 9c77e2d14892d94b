import type { Money } from '../money';
import type {
  AttemptRequested,
  MethodProvided,
  OrderGivenUp,
  PaymentCaptured,
  PaymentFailed,
  PaymentOpened,
  PaymentRefunded,
  RefundRequested,
} from '../payment/events';

const usd = (amountMinor: bigint): Money => ({ amountMinor, currency: 'USD' });

export const price = usd(2_500n);
export const identity = { paymentId: 'payment-1', orderId: 'order-1', customerId: 'ada' };
export const visa = { type: 'CARD', token: 'pm_card_visa' } as const;
export const mastercard = { type: 'CARD', token: 'pm_card_mastercard' } as const;

export const opened: PaymentOpened = { type: 'PaymentOpened', ...identity, amount: price, methodGiven: true };
export const openedWithoutMethod: PaymentOpened = { ...opened, methodGiven: false };
export const methodProvided: MethodProvided = { type: 'MethodProvided', method: visa };
export const requested: AttemptRequested = { type: 'AttemptRequested', attempt: 1, amount: price, method: visa };
export const captured: PaymentCaptured = {
  type: 'PaymentCaptured',
  attempt: 1,
  amount: price,
  providerReference: 'pi_1',
};
export const declined: PaymentFailed = {
  type: 'PaymentFailed',
  attempt: 1,
  code: 'PAYMENT_DECLINED',
  message: 'Your card was declined.',
  providerReference: 'pi_1',
};
export const cancelled: PaymentFailed = {
  type: 'PaymentFailed',
  attempt: 1,
  code: 'CANCELLED',
  message: 'The order was given up before it was paid.',
  providerReference: null,
};
export const givenUp: OrderGivenUp = { type: 'OrderGivenUp' };

export const refundRequested = (amountMinor: bigint, refundId = 'refund-1'): RefundRequested => ({
  type: 'RefundRequested',
  refundId,
  attempt: 1,
  amount: usd(amountMinor),
  reason: 'The order was given up.',
  providerReference: 'pi_1',
});

export const refunded = (amountMinor: bigint, total: bigint, refundId = 'refund-1'): PaymentRefunded => ({
  type: 'PaymentRefunded',
  refundId,
  amount: usd(amountMinor),
  refundedTotal: usd(total),
  full: total === price.amountMinor,
});
