import {
  cancelled,
  captured,
  declined,
  givenUp,
  identity,
  methodProvided,
  nextRefundId,
  opened,
  openedWithoutMethod,
  price,
  refunded,
  refundId,
  refundRequested,
  requested,
  visa,
} from '../testing/fixtures';
import type { PaymentEvent } from './events';
import { paymentDecider } from './payment';

const after = (...events: readonly PaymentEvent[]) => events.reduce(paymentDecider.evolve, paymentDecider.initial);

const known = {
  id: identity.paymentId,
  orderId: identity.orderId,
  customerId: 'ada',
  amount: price,
  methodGiven: true,
  lastAttempt: 1,
  order: 'Wanted',
};
const capture = { attempt: 1, amount: price, providerReference: 'pi_1' };
const quarantined = { ...captured, type: 'PaymentQuarantined' } as const;
const cancelledBeforeOpened = { type: 'PaymentCancelledBeforeOpened', ...identity } as const;

describe('the state of a payment', () => {
  it('has no method until one is provided', () => {
    expect(after(opened)).toEqual({ ...known, status: 'Pending', lastAttempt: 0, method: null });
    const pending = { ...known, status: 'Pending', methodGiven: false, lastAttempt: 0, method: visa };
    expect(after(openedWithoutMethod, methodProvided)).toEqual(pending);
  });

  it('has no token any more once an attempt was requested', () => {
    expect(after(opened, requested)).toEqual({ ...known, status: 'Processing' });
  });

  it('has the failure of its last attempt', () => {
    const failure = { code: 'PAYMENT_DECLINED', message: 'Your card was declined.' };
    expect(after(opened, requested, declined)).toEqual({ ...known, status: 'Declined', failure });
    const ended = { code: 'CANCELLED', message: 'The order was given up before it was paid.' };
    expect(after(opened, requested, givenUp, cancelled)).toEqual({
      ...known,
      status: 'Cancelled',
      order: 'GivenUp',
      failure: ended,
    });
  });

  it('keeps the failure of an attempt that was declined before the order was given up', () => {
    expect(after(opened, requested, declined, givenUp, cancelled)).toMatchObject({
      status: 'Declined',
      failure: { code: 'PAYMENT_DECLINED' },
    });
  });

  it.each([
    ['Captured', [captured], []],
    ['Quarantined', [quarantined], []],
    [
      'Refunded',
      [captured, refundRequested(2_500n), refunded(2_500n, 2_500n)],
      [{ id: refundId, amount: price, state: 'Succeeded' }],
    ],
  ] as const)('is %s for good, whatever fails later', (status, events, refunds) => {
    const taken = { ...known, status, capture, refunds };
    expect(after(opened, requested, ...events)).toEqual(taken);
    expect(after(opened, requested, ...events, { ...cancelled, attempt: 2 })).toEqual({ ...taken, lastAttempt: 2 });
  });

  it('has each refund with its own state', () => {
    const events = [refundRequested(1_000n), refundRequested(500n, nextRefundId), refunded(500n, 500n, nextRefundId)];
    expect(after(opened, requested, captured, ...events)).toMatchObject({
      status: 'Captured',
      refunds: [
        { id: refundId, state: 'Requested' },
        { id: nextRefundId, state: 'Succeeded' },
      ],
    });
  });

  it('has the last attempt also when it was cancelled before it was opened', () => {
    expect(after(cancelledBeforeOpened, cancelled)).toEqual({
      status: 'CancelledBeforeOpened',
      id: identity.paymentId,
      orderId: identity.orderId,
      customerId: 'ada',
      lastAttempt: 1,
    });
  });

  it.each([
    ['PaymentGivenUp', 'Unopened', [givenUp]],
    ['PaymentGivenUp', 'CancelledBeforeOpened', [cancelledBeforeOpened, givenUp]],
    ['MethodProvided', 'Unopened', [methodProvided]],
    ['AttemptRequested', 'CancelledBeforeOpened', [cancelledBeforeOpened, requested]],
    ['PaymentFailed', 'Unopened', [declined]],
    ['PaymentFailed', 'Unopened', [cancelled]],
    ['RefundRequested', 'Processing', [opened, requested, refundRequested(1n)]],
    ['PaymentRefunded', 'Declined', [opened, requested, declined, refunded(1n, 1n)]],
  ] as const)('cannot come from %s after %s', (type, status, events) => {
    expect(() => after(...events)).toThrow(`${type} cannot follow upon a payment that is ${status}.`);
  });
});
