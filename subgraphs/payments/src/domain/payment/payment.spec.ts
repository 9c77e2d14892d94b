import { specify } from '@oms/testing';
import {
  captured,
  declined,
  identity,
  opened,
  openedWithoutMethod,
  price,
  refundId,
  requested,
  visa,
} from '../testing/fixtures';
import type { OpenPayment, RecordCapture, RequestPayment } from './commands';
import { paymentDecider } from './payment';

const { given } = specify(paymentDecider);

const open: OpenPayment = { type: 'OpenPayment', ...identity, amount: price, methodGiven: true };
const request: RequestPayment = { type: 'RequestPayment', ...identity, amount: price, attempt: 1, method: visa };
const requestAgain: RequestPayment = { ...request, attempt: 2, method: null };
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

describe('a payment', () => {
  it('is opened once, however often the order is announced', () => {
    given().when(open).then(opened);
    given(opened).when(open).thenNothing();
    given(opened, requested, captured).when(open).thenNothing();
  });

  it('requests each attempt once, however often the request arrives', () => {
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

  it('is never charged again while an attempt is under way or captured', () => {
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
    }).toThrow('differ');
  });
});

describe('a result for a payment that was not opened', () => {
  it.each([capture, decline, voidAttempt])('is refused: $type', (command) => {
    given().when(command).thenRefused('PAYMENT_NOT_FOUND');
  });
});
