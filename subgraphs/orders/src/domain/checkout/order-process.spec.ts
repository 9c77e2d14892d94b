import fc from 'fast-check';
import { orderDecider } from '../order/order';
import { aGoodCard, atNoon, noon, patience, twoTeas } from '../testing/given';
import type { CheckoutInput } from './checkout';
import { advance, cancel, place, type Purchase } from './purchase';

const attempt = fc.integer({ min: 0, max: 3 });

const anyInput: fc.Arbitrary<CheckoutInput> = fc.oneof(
  fc.constantFrom<CheckoutInput>(
    { type: 'StockReserved' },
    { type: 'StockRejected' },
    { type: 'StockReleased' },
    { type: 'PaymentMethodProvided' },
    { type: 'CancellationRequested', reason: null },
    { type: 'DeadlinePassed', step: 'ReservingStock' },
    { type: 'DeadlinePassed', step: 'AwaitingPaymentMethod' },
    { type: 'DeadlinePassed', step: 'TakingPayment' },
  ),
  fc.record({ type: fc.constant('PaymentCaptured' as const), attempt }),
  fc.record({
    type: fc.constant('PaymentFailed' as const),
    attempt,
    code: fc.constantFrom('PAYMENT_DECLINED', 'CANCELLED'),
    message: fc.constant('No money was taken'),
  }),
  fc.record({ type: fc.constant('PaymentRefunded' as const), full: fc.boolean() }),
);

/** Hours apart, so that every deadline is over by the next input. */
const hours = 3_600_000;

const begin = (withMethod: boolean) =>
  place({ ...twoTeas, paymentMethodGiven: withMethod }, withMethod ? aGoodCard : null, atNoon);

const play = (purchase: Purchase, inputs: readonly CheckoutInput[]) =>
  inputs
    .map((input, index) => ({ input, now: noon + (index + 1) * hours }))
    .reduce(
      (story, { input, now }) => {
        const outcome = advance(story.purchase, input, { now, patience });
        return 'ignored' in outcome
          ? story
          : { purchase: outcome.purchase, events: [...story.events, ...outcome.events] };
      },
      { purchase, events: [...begin(purchase.order.paymentMethodGiven).events] },
    );

describe('a purchase, whatever happens to it in whatever order', () => {
  const stories = fc.tuple(fc.boolean(), fc.array(anyInput, { maxLength: 12 }));

  it('is what its events say', () => {
    fc.assert(
      fc.property(stories, ([withMethod, inputs]) => {
        const { purchase, events } = play(begin(withMethod).purchase, inputs);
        expect(events.reduce(orderDecider.evolve, orderDecider.initial)).toEqual(purchase.order);
      }),
    );
  });

  it('is settled by the saga as its status says', () => {
    fc.assert(
      fc.property(stories, ([withMethod, inputs]) => {
        const { order, checkout } = play(begin(withMethod).purchase, inputs).purchase;
        const givenUp = checkout.step === 'Abandoned' || checkout.step === 'Compensated';
        expect(order.status === 'CANCELLED' || order.status === 'FAILED').toBe(givenUp);
        expect(order.status === 'PAID').toBe(checkout.step === 'Completed');
      }),
    );
  });

  it('never asks for the same attempt twice, and never after it was given up', () => {
    fc.assert(
      fc.property(stories, ([withMethod, inputs]) => {
        const { events } = play(begin(withMethod).purchase, inputs);
        const attempts = events.flatMap((event) => (event.type === 'PaymentRequested' ? [event.attempt] : []));
        expect(attempts).toEqual(attempts.map((_, index) => index + 1));
        const end = events.findIndex(({ type }) => type === 'OrderFailed' || type === 'OrderCancelled');
        expect(end === -1 || end === events.length - 1).toBe(true);
      }),
    );
  });

  it('forgets the payment token once the payment is requested or the order given up', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 12 }), (inputs) => {
        const { checkout } = play(begin(true).purchase, inputs).purchase;
        expect(JSON.stringify(checkout).includes(aGoodCard.token)).toBe(checkout.step === 'ReservingStock');
      }),
    );
  });
});

describe('a cancellation', () => {
  const { purchase } = begin(true);

  it('ends a purchase at any moment before shipment', () => {
    expect(cancel(purchase, 'Changed my mind', atNoon)).toMatchObject({
      accepted: true,
      purchase: { order: { status: 'CANCELLED' }, checkout: { step: 'Abandoned', owed: ['Stock'] } },
      events: [{ type: 'OrderCancelled', from: 'PENDING', reason: 'Changed my mind' }],
    });
  });

  it('is refused the second time', () => {
    const first = cancel(purchase, null, atNoon);
    expect(first.accepted && cancel(first.purchase, null, atNoon)).toEqual({
      accepted: false,
      refusal: 'ORDER_NOT_CANCELLABLE',
    });
  });

  it('is refused once the goods are on their way', () => {
    const shipped: Purchase = { order: { ...twoTeas, status: 'SHIPPED' }, checkout: { step: 'Completed', attempt: 1 } };
    expect(cancel(shipped, null, atNoon)).toEqual({ accepted: false, refusal: 'ORDER_NOT_CANCELLABLE' });
  });
});

describe('a saga that asks for what the state machine forbids', () => {
  it('is a fault, not a refusal', () => {
    const impossible: Purchase = {
      order: { ...twoTeas, status: 'SHIPPED' },
      checkout: { step: 'TakingPayment', attempt: 1, deadline: noon, payBy: null },
    };
    expect(() => advance(impossible, { type: 'PaymentCaptured', attempt: 1 }, atNoon)).toThrow('ORDER_NOT_PENDING');
  });
});
