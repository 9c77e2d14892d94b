import type { Id, NewId } from '@oms/kernel';
import type { PaymentCommand } from '../../domain/payment/commands';
import { paymentDecider } from '../../domain/payment/payment';
import type { PaymentChange } from '../ports/payment-repository';

export const price = { amountMinor: 2_500n, currency: 'USD' };
export const visa = { type: 'CARD', token: 'pm_card_visa' } as const;

/** A payment of a test's own, and its changes. */
export interface TestPayment {
  readonly paymentId: Id<'Payment'>;
  readonly orderId: Id<'Order'>;
  /** Of its refund, whatever requests one. */
  readonly refundId: Id<'Refund'>;
  readonly opening: PaymentChange;
  readonly provide: PaymentChange;
  readonly request: PaymentChange;
  readonly capture: PaymentChange;
  readonly decline: PaymentChange;
  readonly giveUp: PaymentChange;
  /** Null: of all that is left. */
  readonly refund: (amountMinor: bigint | null) => PaymentChange;
  readonly refundDone: PaymentChange;
}

export const testPayment = (newId: NewId): TestPayment => {
  const identity = { paymentId: newId<'Payment'>(), orderId: newId<'Order'>(), customerId: 'ada' };
  const { paymentId, orderId } = identity;
  const refundId = newId<'Refund'>();
  const change = (command: PaymentCommand): PaymentChange => ({
    orderId,
    causation: { correlationId: 'correlation-1' },
    decide: (payment) => paymentDecider.decide(command, payment),
  });
  const amount = price;
  return {
    paymentId,
    orderId,
    refundId,
    opening: change({ type: 'OpenPayment', ...identity, amount, methodGiven: false }),
    provide: change({ type: 'ProvideMethod', method: visa }),
    request: change({ type: 'RequestPayment', ...identity, amount, attempt: 1, method: visa }),
    capture: change({ type: 'RecordCapture', attempt: 1, amount, providerReference: 'pi_1', refundId }),
    decline: change({ type: 'RecordDecline', attempt: 1, message: 'Declined.', providerReference: 'pi_1' }),
    giveUp: change({ type: 'GiveUpPayment', ...identity, refundId }),
    refund: (amountMinor) =>
      change({
        type: 'RequestRefund',
        refundId,
        amount: amountMinor === null ? null : { ...price, amountMinor },
        reason: 'Broken.',
      }),
    refundDone: change({ type: 'RecordRefund', refundId }),
  };
};
