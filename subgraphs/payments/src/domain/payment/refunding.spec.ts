import { specify } from '@oms/testing';
import {
  cancelled,
  captured,
  declined,
  givenUp,
  identity,
  nextRefundId,
  opened,
  price,
  refundId,
  refunded,
  refundRequested,
  requested,
  visa,
} from '../testing/fixtures';
import type { GiveUpPayment, OpenPayment, RecordCapture, RequestPayment, RequestRefund } from './commands';
import { paymentDecider } from './payment';

const { given } = specify(paymentDecider);

const open: OpenPayment = { type: 'OpenPayment', ...identity, amount: price, methodGiven: true };
const request: RequestPayment = { type: 'RequestPayment', ...identity, amount: price, attempt: 1, method: visa };
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
const refund = (amountMinor: bigint | null, id = refundId): RequestRefund => ({
  type: 'RequestRefund',
  refundId: id,
  amount: amountMinor === null ? null : { amountMinor, currency: 'USD' },
  reason: 'The order was given up.',
});
const refundDone = (id = refundId) => ({ type: 'RecordRefund', refundId: id }) as const;

describe('an order that is given up', () => {
  it('fails when nothing was captured', () => {
    given(opened)
      .when(giveUp)
      .then(givenUp, { ...cancelled, attempt: 0 });
    given(opened, requested, declined).when(giveUp).then(givenUp, cancelled);
  });

  it('is given up once, also before its payment is opened', () => {
    given({ type: 'PaymentCancelledBeforeOpened', ...identity }, { ...cancelled, attempt: 0 })
      .when(giveUp)
      .thenNothing();
  });

  it('is given up once', () => {
    given(opened, givenUp, { ...cancelled, attempt: 0 })
      .when(giveUp)
      .thenNothing();
    given(opened, requested, givenUp).when(giveUp).thenNothing();
  });

  it('is stored when it is given up before its payment is opened, which is then never charged', () => {
    const cancelledBeforeOpened = { type: 'PaymentCancelledBeforeOpened', ...identity } as const;
    given()
      .when(giveUp)
      .then(cancelledBeforeOpened, { ...cancelled, attempt: 0 });
    given(cancelledBeforeOpened, { ...cancelled, attempt: 0 })
      .when(open)
      .thenNothing();
    given(cancelledBeforeOpened, { ...cancelled, attempt: 0 })
      .when(request)
      .then(cancelled);
    given(cancelledBeforeOpened, cancelled).when(request).thenNothing();
  });

  it('is refunded all that was captured', () => {
    given(opened, requested, captured).when(giveUp).then(givenUp, refundRequested(2_500n));
    given(opened, requested, captured, refundRequested(1_000n, nextRefundId))
      .when(giveUp)
      .then(givenUp, refundRequested(1_500n));
  });

  it('needs no second refund when refunds of all of it are under way', () => {
    given(opened, requested, captured, refundRequested(2_500n, nextRefundId)).when(giveUp).then(givenUp);
  });

  it('fails when all of it was refunded before', () => {
    given(opened, requested, captured, refundRequested(2_500n), refunded(2_500n, 2_500n))
      .when(giveUp)
      .then(givenUp, cancelled);
  });

  it('waits for an attempt that is with the provider', () => {
    given(opened, requested).when(giveUp).then(givenUp);
    given(opened, requested, givenUp).when(voidAttempt).then(cancelled);
    given(opened, requested, givenUp).when(decline).then(declined);
    given(opened, requested, givenUp).when(capture).then(captured, refundRequested(2_500n));
  });

  it('refuses a request that comes late', () => {
    given(opened, givenUp, { ...cancelled, attempt: 0 })
      .when(request)
      .then(cancelled);
  });

  it('is refunded a capture that is reported afterwards', () => {
    given(opened, requested, givenUp, cancelled).when(capture).then(captured, refundRequested(2_500n));
    given(opened, requested, declined, givenUp, cancelled).when(capture).then(captured, refundRequested(2_500n));
  });

  it('is refunded a late capture of an earlier attempt, and of none that was never requested', () => {
    const second = { attempt: 2 };
    const twice = [opened, requested, declined, { ...requested, ...second }, { ...declined, ...second }];
    const history = [...twice, givenUp, { ...cancelled, ...second }];
    given(...history)
      .when(capture)
      .then(captured, refundRequested(2_500n));
    given(...history)
      .when({ ...capture, attempt: 3 })
      .thenRefused('UNEXPECTED_CAPTURE');
    given(opened, givenUp, { ...cancelled, attempt: 0 })
      .when(capture)
      .thenRefused('UNEXPECTED_CAPTURE');
    given(...twice)
      .when(capture)
      .thenRefused('UNEXPECTED_CAPTURE');
  });

  it('is refunded a capture of another amount', () => {
    const oneCentMore = { amountMinor: 2_501n, currency: 'USD' };
    given(opened, requested, givenUp)
      .when({ ...capture, amount: oneCentMore })
      .then({ ...captured, type: 'PaymentQuarantined', amount: oneCentMore }, { ...refundRequested(2_501n) });
  });
});

describe('a refund', () => {
  it('is of part of what was captured, or of all that is left', () => {
    given(opened, requested, captured).when(refund(1_000n)).then(refundRequested(1_000n));
    given(opened, requested, captured, refundRequested(1_000n), refunded(1_000n, 1_000n))
      .when(refund(null, nextRefundId))
      .then(refundRequested(1_500n, nextRefundId));
  });

  it('never exceeds what is left, refunds under way included', () => {
    given(opened, requested, captured).when(refund(2_501n)).thenRefused('REFUND_EXCEEDS_CAPTURE');
    given(opened, requested, captured, refundRequested(1_000n))
      .when(refund(1_501n, nextRefundId))
      .thenRefused('REFUND_EXCEEDS_CAPTURE');
    given(opened, requested, captured, refundRequested(2_500n))
      .when(refund(null, nextRefundId))
      .thenRefused('REFUND_EXCEEDS_CAPTURE');
  });

  it('is possible of a quarantined capture, of what was really captured', () => {
    const more = { amountMinor: 2_501n, currency: 'USD' };
    const history = [opened, requested, { ...captured, type: 'PaymentQuarantined', amount: more } as const];
    given(...history)
      .when(refund(null))
      .then({ ...refundRequested(2_501n) });
    given(...history)
      .when(giveUp)
      .then(givenUp, refundRequested(2_501n));
    given(...history, refundRequested(2_501n))
      .when(refundDone())
      .then({ ...refunded(2_501n, 2_501n), full: true });
  });

  it('is refused of a payment that has none left, or was cancelled before it was opened', () => {
    given(opened, requested, captured, refundRequested(2_500n), refunded(2_500n, 2_500n))
      .when(refund(1n))
      .thenRefused('REFUND_EXCEEDS_CAPTURE');
    given({ type: 'PaymentCancelledBeforeOpened', ...identity })
      .when(refund(1n))
      .thenRefused('PAYMENT_NOT_FOUND');
  });

  it('is confirmed by its own id, and only while it is requested', () => {
    given(opened, requested, captured, refundRequested(1_000n), refundRequested(500n, nextRefundId))
      .when(refundDone(nextRefundId))
      .then(refunded(500n, 500n, nextRefundId));
    given(opened, requested).when(refundDone()).thenNothing();
    given(opened, requested, captured).when(refundDone()).thenNothing();
    given().when(refundDone()).thenNothing();
  });

  it('needs captured money of the same currency', () => {
    given().when(refund(1n)).thenRefused('PAYMENT_NOT_FOUND');
    given(opened, requested).when(refund(1n)).thenRefused('NOTHING_CAPTURED');
    given(opened, requested, captured)
      .when({ ...refund(null), amount: { amountMinor: 1n, currency: 'EUR' } })
      .thenRefused('CURRENCY_DIFFERS');
  });

  it('is recorded once, with the total refunded so far', () => {
    const one = [opened, requested, captured, refundRequested(1_000n)];
    given(...one)
      .when(refundDone())
      .then(refunded(1_000n, 1_000n));
    given(...one, refunded(1_000n, 1_000n))
      .when(refundDone())
      .thenNothing();
    given(...one, refunded(1_000n, 1_000n), refundRequested(1_500n, nextRefundId))
      .when(refundDone(nextRefundId))
      .then(refunded(1_500n, 2_500n, nextRefundId));
  });
});
