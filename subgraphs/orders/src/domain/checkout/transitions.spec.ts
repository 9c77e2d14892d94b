import { aGoodCard, atNoon, noon, timeouts } from '../testing/fixtures';
import { beginCheckout, type Checkout, type CheckoutInput, type Step } from './checkout';
import { type Transition, transitionFor } from './transitions';

const later = 60_000;
const payBy = noon + 600_000;

const checkouts: Record<string, Checkout> = {
  'ReservingStock, method given': {
    step: 'ReservingStock',
    paymentSource: { given: 'WithOrder', method: aGoodCard },
    deadline: noon,
  },
  'ReservingStock, no method': { step: 'ReservingStock', paymentSource: { given: 'NotYet' }, deadline: noon },
  'ReservingStock, method given by payOrder': {
    step: 'ReservingStock',
    paymentSource: { given: 'ByPayOrder' },
    deadline: noon,
  },
  'AwaitingPaymentMethod, at first': { step: 'AwaitingPaymentMethod', attempts: 0, deadline: noon },
  'AwaitingPaymentMethod, again': { step: 'AwaitingPaymentMethod', attempts: 1, deadline: noon },
  'TakingPayment, method given': { step: 'TakingPayment', attempt: 1, deadline: noon, payBy: null },
  'TakingPayment, by payOrder': { step: 'TakingPayment', attempt: 2, deadline: noon, payBy },
  Completed: { step: 'Completed', attempt: 1 },
  'Abandoned, both pending': { step: 'Abandoned', attempt: 2, pendingCompensations: ['Stock', 'Payment'] },
  'Abandoned, stock pending': { step: 'Abandoned', attempt: 1, pendingCompensations: ['Stock'] },
  'Abandoned, payment pending': { step: 'Abandoned', attempt: 1, pendingCompensations: ['Payment'] },
  Compensated: { step: 'Compensated' },
};

const dueIn = (step: Step): CheckoutInput => ({ type: 'DeadlinePassed', step });

const inputs: Record<string, CheckoutInput> = {
  StockReserved: { type: 'StockReserved' },
  StockRejected: { type: 'StockRejected' },
  StockReleased: { type: 'StockReleased' },
  PaymentMethodProvided: { type: 'PaymentMethodProvided' },
  PaymentCaptured: { type: 'PaymentCaptured', attempt: 1 },
  'PaymentFailed, attempt 1': { type: 'PaymentFailed', attempt: 1, code: 'PAYMENT_DECLINED', message: 'Declined' },
  'PaymentFailed, attempt 2': { type: 'PaymentFailed', attempt: 2, code: 'PAYMENT_DECLINED', message: 'Declined' },
  'PaymentFailed, cancelled': { type: 'PaymentFailed', attempt: 0, code: 'CANCELLED', message: 'Given up' },
  'PaymentRefunded in part': { type: 'PaymentRefunded', full: false },
  'PaymentRefunded in full': { type: 'PaymentRefunded', full: true },
  CancellationRequested: { type: 'CancellationRequested', reason: null },
  'DeadlinePassed, ReservingStock': dueIn('ReservingStock'),
  'DeadlinePassed, AwaitingPaymentMethod': dueIn('AwaitingPaymentMethod'),
  'DeadlinePassed, TakingPayment': dueIn('TakingPayment'),
};

/** What every listed pair leads to, as "next step: commands"; all other pairs are ignored. */
const expected: Record<string, Record<string, string>> = {
  'ReservingStock, method given': {
    StockReserved: 'TakingPayment: RequestPayment',
    StockRejected: 'Compensated: FailOrder OUT_OF_STOCK',
    CancellationRequested: 'Abandoned pending Stock: CancelOrder',
    'DeadlinePassed, ReservingStock': 'Abandoned pending Stock: FailOrder RESERVATION_TIMEOUT',
  },
  'ReservingStock, no method': {
    StockReserved: 'AwaitingPaymentMethod: nothing',
    StockRejected: 'Compensated: FailOrder OUT_OF_STOCK',
    PaymentMethodProvided: 'ReservingStock: nothing',
    CancellationRequested: 'Abandoned pending Stock: CancelOrder',
    'DeadlinePassed, ReservingStock': 'Abandoned pending Stock: FailOrder RESERVATION_TIMEOUT',
  },
  'ReservingStock, method given by payOrder': {
    StockReserved: 'TakingPayment: RequestPayment',
    StockRejected: 'Compensated: FailOrder OUT_OF_STOCK',
    PaymentMethodProvided: 'ReservingStock: nothing',
    CancellationRequested: 'Abandoned pending Stock: CancelOrder',
    'DeadlinePassed, ReservingStock': 'Abandoned pending Stock: FailOrder RESERVATION_TIMEOUT',
  },
  'AwaitingPaymentMethod, at first': {
    PaymentMethodProvided: 'TakingPayment: RequestPayment',
    PaymentCaptured: 'Completed: ConfirmPayment, RequestShipment',
    CancellationRequested: 'Abandoned pending Stock: CancelOrder',
    'DeadlinePassed, AwaitingPaymentMethod': 'Abandoned pending Stock: FailOrder PAYMENT_TIMEOUT',
  },
  'AwaitingPaymentMethod, again': {
    PaymentMethodProvided: 'TakingPayment: RequestPayment',
    PaymentCaptured: 'Completed: ConfirmPayment, RequestShipment',
    CancellationRequested: 'Abandoned pending Stock: CancelOrder',
    'DeadlinePassed, AwaitingPaymentMethod': 'Abandoned pending Stock: FailOrder PAYMENT_TIMEOUT',
  },
  'TakingPayment, method given': {
    PaymentCaptured: 'Completed: ConfirmPayment, RequestShipment',
    'PaymentFailed, attempt 1': 'Abandoned pending Stock: FailOrder PAYMENT_DECLINED',
    'PaymentFailed, attempt 2': 'Abandoned pending Stock: FailOrder PAYMENT_DECLINED',
    CancellationRequested: 'Abandoned pending Stock, Payment: CancelOrder',
    'DeadlinePassed, TakingPayment': 'Abandoned pending Stock, Payment: FailOrder PAYMENT_TIMEOUT',
  },
  'TakingPayment, by payOrder': {
    PaymentCaptured: 'Completed: ConfirmPayment, RequestShipment',
    'PaymentFailed, attempt 2': 'AwaitingPaymentMethod: nothing',
    CancellationRequested: 'Abandoned pending Stock, Payment: CancelOrder',
    'DeadlinePassed, TakingPayment': 'Abandoned pending Stock, Payment: FailOrder PAYMENT_TIMEOUT',
  },
  Completed: { CancellationRequested: 'Abandoned pending Stock, Payment: CancelOrder' },
  'Abandoned, both pending': {
    StockReleased: 'Abandoned pending Payment: nothing',
    'PaymentFailed, attempt 2': 'Abandoned pending Stock: nothing',
    'PaymentFailed, cancelled': 'Abandoned pending Stock: nothing',
    'PaymentRefunded in full': 'Abandoned pending Stock: nothing',
  },
  'Abandoned, stock pending': { StockReleased: 'Compensated: nothing' },
  'Abandoned, payment pending': {
    'PaymentFailed, attempt 1': 'Compensated: nothing',
    'PaymentFailed, attempt 2': 'Compensated: nothing',
    'PaymentFailed, cancelled': 'Compensated: nothing',
    'PaymentRefunded in full': 'Compensated: nothing',
  },
  Compensated: {},
};

const summaryOf = (checkout: Checkout, input: CheckoutInput): string => {
  const transition = transitionFor(checkout, input, atNoon);
  if ('ignored' in transition) return 'ignored';
  const { to } = transition;
  const pending = to.step === 'Abandoned' ? ` pending ${to.pendingCompensations.join(', ')}` : '';
  const commands = transition.commands.map((command) =>
    command.type === 'FailOrder' ? `FailOrder ${command.failure.code}` : command.type,
  );
  return `${to.step}${pending}: ${commands.join(', ') || 'nothing'}`;
};

describe('a checkout', () => {
  const pairs = Object.entries(checkouts).flatMap(([at, checkout]) =>
    Object.entries(inputs).map(([on, input]) => ({ at, on, checkout, input, leads: expected[at]?.[on] ?? 'ignored' })),
  );

  it.each(pairs)('at [$at] on [$on]: $leads', ({ checkout, input, leads }) => {
    expect(summaryOf(checkout, input)).toBe(leads);
  });

  it.each(pairs.filter(({ leads }) => leads === 'ignored'))(
    'gives the reason why it ignores [$on] at [$at]',
    (pair) => {
      expect(transitionFor(pair.checkout, pair.input, atNoon)).toEqual({
        ignored: expect.stringMatching(/\w+/) as string,
      });
    },
  );

  const at = (name: string): Checkout => checkouts[name] ?? { step: 'Compensated' };
  const on = (name: string): CheckoutInput => inputs[name] ?? { type: 'StockReserved' };

  it('passes the token on with the request, and does not keep it', () => {
    expect(transitionFor(at('ReservingStock, method given'), on('StockReserved'), atNoon)).toEqual({
      to: { step: 'TakingPayment', attempt: 1, deadline: noon + timeouts.paymentMs, payBy: null },
      commands: [{ type: 'RequestPayment', attempt: 1, method: aGoodCard }],
    });
  });

  it('gives the customer a time limit for paying, from when the stock is reserved', () => {
    expect(transitionFor(at('ReservingStock, no method'), on('StockReserved'), atNoon)).toMatchObject({
      to: { step: 'AwaitingPaymentMethod', attempts: 0, deadline: noon + timeouts.paymentMethodMs },
    });
  });

  it('counts the attempts, and leaves the method to payments, which stores it', () => {
    expect(transitionFor(at('AwaitingPaymentMethod, again'), on('PaymentMethodProvided'), atNoon)).toEqual({
      to: { step: 'TakingPayment', attempt: 2, deadline: noon + timeouts.paymentMs, payBy: noon },
      commands: [{ type: 'RequestPayment', attempt: 2, method: null }],
    });
  });

  it('waits for another method until the first deadline, however often one is declined', () => {
    expect(transitionFor(at('TakingPayment, by payOrder'), on('PaymentFailed, attempt 2'), atNoon)).toMatchObject({
      to: { step: 'AwaitingPaymentMethod', attempts: 2, deadline: payBy },
    });
  });

  it('begins with the deadline of the reservation', () => {
    expect(beginCheckout(aGoodCard, atNoon)).toEqual({
      step: 'ReservingStock',
      paymentSource: { given: 'WithOrder', method: aGoodCard },
      deadline: noon + timeouts.reservationMs,
    });
    expect(beginCheckout(null, atNoon)).toMatchObject({ paymentSource: { given: 'NotYet' } });
  });

  it('notes a method that payOrder gave before the stock is reserved', () => {
    expect(transitionFor(at('ReservingStock, no method'), on('PaymentMethodProvided'), atNoon)).toEqual({
      to: { step: 'ReservingStock', paymentSource: { given: 'ByPayOrder' }, deadline: noon },
      commands: [],
    });
  });

  it('leaves time for another method when payOrder gave the first one', () => {
    expect(transitionFor(at('ReservingStock, method given by payOrder'), on('StockReserved'), atNoon)).toEqual({
      to: {
        step: 'TakingPayment',
        attempt: 1,
        deadline: noon + timeouts.paymentMs,
        payBy: noon + timeouts.paymentMethodMs,
      },
      commands: [{ type: 'RequestPayment', attempt: 1, method: null }],
    });
  });

  it.each([
    ['ReservingStock, no method', 0],
    ['AwaitingPaymentMethod, again', 0],
    ['TakingPayment, by payOrder', 2],
    ['Completed', 1],
  ])('stores the attempt that is to be undone at [%s]: %i', (name, attempt) => {
    const { to } = transitionFor(at(name), on('CancellationRequested'), atNoon) as Transition;
    expect(to).toMatchObject({ step: 'Abandoned', attempt });
  });

  it('is completed by the attempt that captured the money', () => {
    const captured = { type: 'PaymentCaptured', attempt: 3 } as const;
    expect(transitionFor(at('TakingPayment, by payOrder'), captured, atNoon)).toMatchObject({
      to: { step: 'Completed', attempt: 3 },
    });
  });

  it.each([
    ['StockRejected', 'ReservingStock, no method', 'Not everything in this order is in stock.'],
    ['DeadlinePassed, ReservingStock', 'ReservingStock, no method', 'The stock could not be reserved in time.'],
    ['PaymentFailed, attempt 1', 'TakingPayment, method given', 'The payment was declined.'],
    ['DeadlinePassed, TakingPayment', 'TakingPayment, method given', 'The order was not paid in time.'],
  ])('gives the customer the reason of the failure: %s', (input, name, message) => {
    const { commands } = transitionFor(at(name), on(input), atNoon) as Transition;
    expect(commands).toMatchObject([{ type: 'FailOrder', failure: { message } }]);
  });

  it('ignores a deadline that was extended', () => {
    const extended: Checkout = { step: 'TakingPayment', attempt: 1, deadline: noon + later, payBy: null };
    expect(transitionFor(extended, dueIn('TakingPayment'), atNoon)).toEqual({ ignored: 'The deadline was extended' });
  });
});
