import { specify } from '@oms/testing';
import type { GiveUpPayment, OpenPayment, RecordCapture, RequestPayment, RequestRefund } from './commands';
import { paymentDecider } from './payment';
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
  refundRequested,
  requested,
  visa,
} from '../testing/payment-events';

const { given } = specify(paymentDecider);

const open: OpenPayment = { type: 'OpenPayment', ...identity, amount: price, methodGiven: true };
const request: RequestPayment = { type: 'RequestPayment', ...identity, amount: price, attempt: 1, method: visa };
const requestAgain: RequestPayment = { ...request, attempt: 2, method: null };
const giveUp: GiveUpPayment = { type: 'GiveUpPayment', ...identity, refundId: 'refund-1' };
const capture: RecordCapture = {
  type: 'RecordCapture',
  attempt: 1,
  amount: price,
  providerReference: 'pi_1',
  refundId: 'refund-1',
};
const decline = {
  type: 'RecordDecline',
  attempt: 1,
  message: 'Your card was declined.',
  providerReference: 'pi_1',
} as const;
const forestall = { type: 'RecordForestalled', attempt: 1 } as const;
const provide = { type: 'ProvideMethod', method: mastercard } as const;

const refund = (amountMinor: bigint | null, refundId = 'refund-1'): RequestRefund => ({
  type: 'RequestRefund',
  refundId,
  amount: amountMinor === null ? null : { amountMinor, currency: 'USD' },
  reason: 'The order was given up.',
});
const refundDone = (refundId = 'refund-1') => ({ type: 'RecordRefund', refundId }) as const;

describe('a payment', () => {
  it('is opened once, however often the order is announced', () => {
    given().when(open).then(opened);
    given(opened).when(open).thenNothing();
    given(opened, requested, captured).when(open).thenNothing();
  });

  it('asks the provider once per attempt, however often it is requested', () => {
    given(opened).when(request).then(requested);
    given(opened, requested).when(request).thenNothing();
    given(opened, requested, captured).when(request).thenNothing();
    given(opened, requested, declined).when(request).thenNothing();
  });

  it('is opened by the request, should that come first', () => {
    given().when(request).then(opened, requested);
  });

  it('fails when there is no method to charge', () => {
    given(openedWithoutMethod)
      .when({ ...request, method: null })
      .then({ ...declined, message: 'There is no payment method to charge.', providerReference: null });
  });

  it('is never asked for a second charge while one is under way or done', () => {
    expect(() => {
      given(opened, requested).when(requestAgain);
    }).toThrow('Processing');
    expect(() => {
      given(opened, requested, captured).when(requestAgain);
    }).toThrow('Captured');
  });

  it('is not taken for another amount than the order has', () => {
    expect(() => {
      given(opened).when({ ...request, amount: { ...price, amountMinor: 1n } });
    }).toThrow('disagree');
  });
});

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

describe('the provider’s answer', () => {
  it('captures the money', () => {
    given(opened, requested).when(capture).then(captured);
  });

  it('changes nothing when it comes again', () => {
    given(opened, requested, captured).when(capture).thenNothing();
    given(opened, requested, captured).when(decline).thenNothing();
    given(opened, requested, declined).when(decline).thenNothing();
    given(opened, requested, captured).when(forestall).thenNothing();
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
      .when(forestall)
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

describe('news of a payment that nobody opened', () => {
  it.each([capture, decline, forestall])('is refused: $type', (command) => {
    given().when(command).thenRefused('PAYMENT_NOT_FOUND');
  });
});

describe('an order that is given up', () => {
  it('is answered with a failure when no money was taken', () => {
    given(opened)
      .when(giveUp)
      .then(givenUp, { ...cancelled, attempt: 0 });
    given(opened, requested, declined).when(giveUp).then(givenUp, cancelled);
  });

  it('is answered once', () => {
    given(opened, givenUp, { ...cancelled, attempt: 0 })
      .when(giveUp)
      .thenNothing();
    given(opened, requested, givenUp).when(giveUp).thenNothing();
  });

  it('is remembered when it comes before the order itself, which is then refused', () => {
    const barred = { type: 'PaymentBarred', ...identity } as const;
    given()
      .when(giveUp)
      .then(barred, { ...cancelled, attempt: 0 });
    given(barred, { ...cancelled, attempt: 0 })
      .when(open)
      .thenNothing();
    given(barred, { ...cancelled, attempt: 0 })
      .when(request)
      .then(cancelled);
    given(barred, cancelled).when(request).thenNothing();
  });

  it('gets back all that was captured', () => {
    given(opened, requested, captured).when(giveUp).then(givenUp, refundRequested(2_500n));
    given(opened, requested, captured, refundRequested(1_000n, 'refund-0'))
      .when(giveUp)
      .then(givenUp, refundRequested(1_500n));
  });

  it('needs no second refund when all of it is on its way back', () => {
    given(opened, requested, captured, refundRequested(2_500n, 'refund-0')).when(giveUp).then(givenUp);
  });

  it('is answered with a failure when all was given back before', () => {
    given(opened, requested, captured, refundRequested(2_500n), refunded(2_500n, 2_500n))
      .when(giveUp)
      .then(givenUp, cancelled);
  });

  it('waits for an attempt that is with the provider', () => {
    given(opened, requested).when(giveUp).then(givenUp);
    given(opened, requested, givenUp).when(forestall).then(cancelled);
    given(opened, requested, givenUp).when(decline).then(declined);
    given(opened, requested, givenUp).when(capture).then(captured, refundRequested(2_500n));
  });

  it('refuses a request that comes late', () => {
    given(opened, givenUp, { ...cancelled, attempt: 0 })
      .when(request)
      .then(cancelled);
  });

  it('gets back a charge that turns up afterwards', () => {
    given(opened, requested, givenUp, cancelled).when(capture).then(captured, refundRequested(2_500n));
    given(opened, requested, declined, givenUp, cancelled).when(capture).then(captured, refundRequested(2_500n));
  });

  it('gets back a charge of another amount', () => {
    const oneCentMore = { amountMinor: 2_501n, currency: 'USD' };
    given(opened, requested, givenUp)
      .when({ ...capture, amount: oneCentMore })
      .then({ ...captured, type: 'PaymentQuarantined', amount: oneCentMore }, { ...refundRequested(2_501n) });
  });
});

describe('a refund', () => {
  it('takes part of what was captured, or all that is left', () => {
    given(opened, requested, captured).when(refund(1_000n)).then(refundRequested(1_000n));
    given(opened, requested, captured, refundRequested(1_000n), refunded(1_000n, 1_000n))
      .when(refund(null, 'refund-2'))
      .then(refundRequested(1_500n, 'refund-2'));
  });

  it('never takes more than is left, refunds on their way included', () => {
    given(opened, requested, captured).when(refund(2_501n)).thenRefused('REFUND_EXCEEDS_CAPTURE');
    given(opened, requested, captured, refundRequested(1_000n))
      .when(refund(1_501n, 'refund-2'))
      .thenRefused('REFUND_EXCEEDS_CAPTURE');
    given(opened, requested, captured, refundRequested(2_500n))
      .when(refund(null, 'refund-2'))
      .thenRefused('REFUND_EXCEEDS_CAPTURE');
  });

  it('needs captured money of the same currency', () => {
    given().when(refund(1n)).thenRefused('PAYMENT_NOT_FOUND');
    given(opened, requested).when(refund(1n)).thenRefused('NOTHING_CAPTURED');
    given(opened, requested, captured)
      .when({ ...refund(null), amount: { amountMinor: 1n, currency: 'EUR' } })
      .thenRefused('CURRENCY_DIFFERS');
  });

  it('is reported once, with what has been given back so far', () => {
    const one = [opened, requested, captured, refundRequested(1_000n)];
    given(...one)
      .when(refundDone())
      .then(refunded(1_000n, 1_000n));
    given(...one, refunded(1_000n, 1_000n))
      .when(refundDone())
      .thenNothing();
    given(...one, refunded(1_000n, 1_000n), refundRequested(1_500n, 'refund-2'))
      .when(refundDone('refund-2'))
      .then(refunded(1_500n, 2_500n, 'refund-2'));
  });
});
