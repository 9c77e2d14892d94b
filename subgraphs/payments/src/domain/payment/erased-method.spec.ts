import { specify } from '@oms/testing';
import type { GiveUpPayment, RequestPayment } from './commands';
import { paymentDecider } from './payment';
import { cancelled, captured, declined, givenUp, identity, opened, price, requested } from '../testing/payment-events';

const { given } = specify(paymentDecider);

/** As orders has it once the attempt has ended, or the order was given up. */
const erased: RequestPayment = {
  type: 'RequestPayment',
  ...identity,
  amount: price,
  attempt: 1,
  method: { type: 'CARD' },
};
const giveUp: GiveUpPayment = { type: 'GiveUpPayment', ...identity, refundId: 'refund-1' };

describe('a payment whose method was erased', () => {
  it('takes no money: the order was given up before the attempt was begun', () => {
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
