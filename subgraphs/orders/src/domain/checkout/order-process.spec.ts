import fc from 'fast-check';
import { orderDecider } from '../order/order';
import { aGoodCard, atNoon, noon, timeouts, twoTeas } from '../testing/fixtures';
import type { CheckoutInput } from './checkout';
import { advance, cancel, type OrderProcess, place } from './order-process';

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

const apply = (initial: OrderProcess, inputs: readonly CheckoutInput[]) =>
  inputs
    .map((input, index) => ({ input, now: noon + (index + 1) * hours }))
    .reduce(
      (before, { input, now }) => {
        const advanced = advance(before.current, input, { now, timeouts });
        return 'ignored' in advanced
          ? before
          : { current: advanced.after, events: [...before.events, ...advanced.events] };
      },
      { current: initial, events: [...begin(initial.order.paymentMethodGiven).events] },
    );

describe('an order process, for any inputs in any order', () => {
  const histories = fc.tuple(fc.boolean(), fc.array(anyInput, { maxLength: 12 }));

  it('equals the fold of its events', () => {
    fc.assert(
      fc.property(histories, ([withMethod, inputs]) => {
        const { current, events } = apply(begin(withMethod).after, inputs);
        expect(events.reduce(orderDecider.evolve, orderDecider.initial)).toEqual(current.order);
      }),
    );
  });

  it('has a status that matches the step of its saga', () => {
    fc.assert(
      fc.property(histories, ([withMethod, inputs]) => {
        const { order, checkout } = apply(begin(withMethod).after, inputs).current;
        const isAbandoned = checkout.step === 'Abandoned' || checkout.step === 'Compensated';
        expect(order.status === 'CANCELLED' || order.status === 'FAILED').toBe(isAbandoned);
        expect(order.status === 'PAID').toBe(checkout.step === 'Completed');
      }),
    );
  });

  it('never requests the same attempt twice, and never after it was abandoned', () => {
    fc.assert(
      fc.property(histories, ([withMethod, inputs]) => {
        const { events } = apply(begin(withMethod).after, inputs);
        const attempts = events.flatMap((event) => (event.type === 'PaymentRequested' ? [event.attempt] : []));
        expect(attempts).toEqual(attempts.map((_, index) => index + 1));
        const end = events.findIndex(({ type }) => type === 'OrderFailed' || type === 'OrderCancelled');
        expect(end === -1 || end === events.length - 1).toBe(true);
      }),
    );
  });

  it('drops the payment token once the payment is requested or the order abandoned', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 12 }), (inputs) => {
        const { checkout } = apply(begin(true).after, inputs).current;
        expect(JSON.stringify(checkout).includes(aGoodCard.token)).toBe(checkout.step === 'ReservingStock');
      }),
    );
  });
});

describe('a cancellation', () => {
  const { after: placed } = begin(true);

  it('ends an order at any moment before shipment', () => {
    expect(cancel(placed, 'Changed my mind', atNoon)).toMatchObject({
      accepted: true,
      after: { order: { status: 'CANCELLED' }, checkout: { step: 'Abandoned', pendingCompensations: ['Stock'] } },
      events: [{ type: 'OrderCancelled', from: 'PENDING', reason: 'Changed my mind' }],
    });
  });

  it('is refused the second time', () => {
    const first = cancel(placed, null, atNoon);
    expect(first.accepted && cancel(first.after, null, atNoon)).toEqual({
      accepted: false,
      refusal: 'ORDER_NOT_CANCELLABLE',
    });
  });

  it('is refused once the order is shipped', () => {
    const shipped: OrderProcess = {
      order: { ...twoTeas, status: 'SHIPPED' },
      checkout: { step: 'Completed', attempt: 1 },
    };
    expect(cancel(shipped, null, atNoon)).toEqual({ accepted: false, refusal: 'ORDER_NOT_CANCELLABLE' });
  });
});

describe('a saga that sends a command that the state machine forbids', () => {
  it('is a fault, not a refusal', () => {
    const impossible: OrderProcess = {
      order: { ...twoTeas, status: 'SHIPPED' },
      checkout: { step: 'TakingPayment', attempt: 1, deadline: noon, payBy: null },
    };
    expect(() => advance(impossible, { type: 'PaymentCaptured', attempt: 1 }, atNoon)).toThrow('ORDER_NOT_PENDING');
  });
});
