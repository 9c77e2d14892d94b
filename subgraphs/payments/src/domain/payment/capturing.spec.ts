import { specify } from '@oms/testing';
import {
  cancelled,
  captured,
  declined,
  givenUp,
  identity,
  mastercard,
  methodProvided,
  opened,
  openedWithoutMethod,
  price,
  refunded,
  refundId,
  refundRequested,
  requested,
  visa,
} from '../testing/fixtures';
import type { GiveUpPayment, RecordCapture, RequestPayment } from './commands';
import { paymentDecider } from './payment';

const { given } = specify(paymentDecider);

const request: RequestPayment = { type: 'RequestPayment', ...identity, amount: price, attempt: 1, method: visa };
const requestAgain: RequestPayment = { ...request, attempt: 2, method: null };
const giveUp: GiveUpPayment = { type: 'GiveUpPayment', ...identity, refundId };
const capture: RecordCapture = {
  type: 'RecordCapture',
  attempt: 1,
  amount: price,
  providerReference: 'pi_1',
  refundId,
};
const decline = {
  type: 'RecordDecline',
  attempt: 1,
  message: 'Your card was declined.',
  providerReference: 'pi_1',
} as const;
const voidAttempt = { type: 'RecordVoid', attempt: 1 } as const;
const provide = { type: 'ProvideMethod', method: mastercard } as const;
/** As orders has it once the attempt has ended, or the order was given up. */
const erased: RequestPayment = {
  type: 'RequestPayment',
  ...identity,
  amount: price,
  attempt: 1,
  method: { type: 'CARD' },
};

describe('payOrder', () => {
  it('stores the method of an order that came without one', () => {
    given(openedWithoutMethod).when(provide).then({ type: 'MethodProvided', method: mastercard });
    given(openedWithoutMethod, methodProvided)
      .when({ ...request, method: null })
      .then(requested);
  });

  it('may be tried again after a decline, while the order is wanted', () => {
    given(openedWithoutMethod, methodProvided, requested, declined)
      .when(provide)
      .then({ ...methodProvided, method: mastercard });
    given(openedWithoutMethod, methodProvided, requested, declined, { ...methodProvided, method: mastercard })
      .when(requestAgain)
      .then({ ...requested, attempt: 2, method: mastercard });
  });

  it('is refused for an unknown order', () => {
    given().when(provide).thenRefused('PAYMENT_NOT_FOUND');
  });

  it.each([
    ['came with a method', [opened]],
    ['is being charged', [openedWithoutMethod, methodProvided, requested]],
    ['is paid', [openedWithoutMethod, methodProvided, requested, captured]],
    ['was given up', [openedWithoutMethod, givenUp, { ...cancelled, attempt: 0 }]],
    ['was given up after a decline', [openedWithoutMethod, methodProvided, requested, declined, givenUp]],
  ])('is refused when the order %s', (_, history) => {
    given(...history)
      .when(provide)
      .thenRefused('ORDER_NOT_PAYABLE');
  });
});

describe('a further attempt', () => {
  const second = { attempt: 2 };

  it('is requested after a decline, with the method that the order has', () => {
    given(opened, requested, declined)
      .when({ ...request, ...second })
      .then({ ...requested, ...second });
  });

  it('does not use the method of the attempt that was declined', () => {
    given(openedWithoutMethod, methodProvided, requested, declined)
      .when(requestAgain)
      .then({ ...declined, ...second, message: 'There is no payment method to charge.', providerReference: null });
  });

  it('opens the payment without a method where the order came without one', () => {
    const failure = { ...declined, message: 'There is no payment method to charge.', providerReference: null };
    given()
      .when({ ...request, method: null })
      .then(openedWithoutMethod, failure);
  });
});

describe('the provider’s result', () => {
  it('captures the money', () => {
    given(opened, requested).when(capture).then(captured);
  });

  it('changes nothing when it comes again', () => {
    given(opened, requested, captured).when(capture).thenNothing();
    given(opened, requested, captured).when(decline).thenNothing();
    given(opened, requested, declined).when(decline).thenNothing();
    given(opened, requested, captured).when(voidAttempt).thenNothing();
    given(opened, requested, captured, refundRequested(2_500n), refunded(2_500n, 2_500n)).when(capture).thenNothing();
  });

  it('fails the payment when it is a decline', () => {
    given(opened, requested).when(decline).then(declined);
  });

  it('captures the money after a decline as well: it was taken, and would be kept if the order failed', () => {
    given(opened, requested, declined).when(capture).then(captured);
    given(opened, requested, declined, captured).when(giveUp).then(givenUp, refundRequested(2_500n));
  });

  it('fails the attempt, and no other, when the provider cancels it of an order that is wanted', () => {
    const failure = { code: 'PAYMENT_DECLINED', message: 'The payment was cancelled by the provider.' } as const;
    given(openedWithoutMethod, methodProvided, requested)
      .when(voidAttempt)
      .then({ ...declined, ...failure, providerReference: null });
    given(openedWithoutMethod, methodProvided, requested, { ...declined, ...failure })
      .when(provide)
      .then({ ...methodProvided, method: mastercard });
  });

  it('is quarantined when it names another amount', () => {
    const oneCentMore = { amountMinor: 2_501n, currency: 'USD' };
    given(opened, requested)
      .when({ ...capture, amount: oneCentMore })
      .then({ ...captured, type: 'PaymentQuarantined', amount: oneCentMore });
  });

  it.each([
    ['before any request', [opened]],
    ['of another attempt', [opened, requested, declined, { ...requested, attempt: 2 }]],
    ['of an attempt before the one that was declined', [opened, requested, { ...declined, attempt: 2 }]],
    ['of a second charge', [opened, requested, { ...captured, providerReference: 'pi_0' }]],
  ])('is refused when it is a capture %s', (_, history) => {
    given(...history)
      .when(capture)
      .thenRefused('UNEXPECTED_CAPTURE');
  });
});

describe('a payment whose method was erased', () => {
  it('is not charged: the order was given up before the attempt was begun', () => {
    given(opened).when(erased).then(givenUp, cancelled);
    given().when(erased).then(opened, givenUp, cancelled);
    given(opened, givenUp, cancelled).when(giveUp).thenNothing();
    given(opened, givenUp, { ...cancelled, attempt: 0 })
      .when(erased)
      .then(cancelled);
  });

  it('goes on with an attempt that was begun before', () => {
    given(opened, requested).when(erased).thenNothing();
    given(opened, requested, captured).when(erased).thenNothing();
    given(opened, requested, declined).when(erased).thenNothing();
  });
});
