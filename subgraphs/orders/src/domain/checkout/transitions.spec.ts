import { aGoodCard, atNoon, noon, patience } from '../testing/given';
import type { Checkout, CheckoutInput, Step } from './checkout';
import { moveFor } from './moves';

const later = 60_000;
const payBy = noon + 600_000;

const checkouts: Record<string, Checkout> = {
  'ReservingStock, method given': {
    step: 'ReservingStock',
    means: { given: 'WithOrder', method: aGoodCard },
    deadline: noon,
  },
  'ReservingStock, no method': { step: 'ReservingStock', means: { given: 'NotYet' }, deadline: noon },
  'ReservingStock, payOrder came early': { step: 'ReservingStock', means: { given: 'ByPayOrder' }, deadline: noon },
  'AwaitingPaymentMethod, at first': { step: 'AwaitingPaymentMethod', attempts: 0, deadline: noon },
  'AwaitingPaymentMethod, again': { step: 'AwaitingPaymentMethod', attempts: 1, deadline: noon },
  'TakingPayment, method given': { step: 'TakingPayment', attempt: 1, deadline: noon, payBy: null },
  'TakingPayment, by payOrder': { step: 'TakingPayment', attempt: 2, deadline: noon, payBy },
  Completed: { step: 'Completed', attempt: 1 },
  'Abandoned, all owed': { step: 'Abandoned', attempt: 2, owed: ['Stock', 'Payment'] },
  'Abandoned, stock owed': { step: 'Abandoned', attempt: 1, owed: ['Stock'] },
  'Abandoned, payment owed': { step: 'Abandoned', attempt: 1, owed: ['Payment'] },
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
    CancellationRequested: 'Abandoned owing Stock: CancelOrder',
    'DeadlinePassed, ReservingStock': 'Abandoned owing Stock: FailOrder RESERVATION_TIMEOUT',
  },
  'ReservingStock, no method': {
    StockReserved: 'AwaitingPaymentMethod: nothing',
    StockRejected: 'Compensated: FailOrder OUT_OF_STOCK',
    PaymentMethodProvided: 'ReservingStock: nothing',
    CancellationRequested: 'Abandoned owing Stock: CancelOrder',
    'DeadlinePassed, ReservingStock': 'Abandoned owing Stock: FailOrder RESERVATION_TIMEOUT',
  },
  'ReservingStock, payOrder came early': {
    StockReserved: 'TakingPayment: RequestPayment',
    StockRejected: 'Compensated: FailOrder OUT_OF_STOCK',
    PaymentMethodProvided: 'ReservingStock: nothing',
    CancellationRequested: 'Abandoned owing Stock: CancelOrder',
    'DeadlinePassed, ReservingStock': 'Abandoned owing Stock: FailOrder RESERVATION_TIMEOUT',
  },
  'AwaitingPaymentMethod, at first': {
    PaymentMethodProvided: 'TakingPayment: RequestPayment',
    PaymentCaptured: 'Completed: ConfirmPayment, RequestShipment',
    CancellationRequested: 'Abandoned owing Stock: CancelOrder',
    'DeadlinePassed, AwaitingPaymentMethod': 'Abandoned owing Stock: FailOrder PAYMENT_TIMEOUT',
  },
  'AwaitingPaymentMethod, again': {
    PaymentMethodProvided: 'TakingPayment: RequestPayment',
    PaymentCaptured: 'Completed: ConfirmPayment, RequestShipment',
    CancellationRequested: 'Abandoned owing Stock: CancelOrder',
    'DeadlinePassed, AwaitingPaymentMethod': 'Abandoned owing Stock: FailOrder PAYMENT_TIMEOUT',
  },
  'TakingPayment, method given': {
    PaymentCaptured: 'Completed: ConfirmPayment, RequestShipment',
    'PaymentFailed, attempt 1': 'Abandoned owing Stock: FailOrder PAYMENT_DECLINED',
    'PaymentFailed, attempt 2': 'Abandoned owing Stock: FailOrder PAYMENT_DECLINED',
    CancellationRequested: 'Abandoned owing Stock, Payment: CancelOrder',
    'DeadlinePassed, TakingPayment': 'Abandoned owing Stock, Payment: FailOrder PAYMENT_TIMEOUT',
  },
  'TakingPayment, by payOrder': {
    PaymentCaptured: 'Completed: ConfirmPayment, RequestShipment',
    'PaymentFailed, attempt 2': 'AwaitingPaymentMethod: nothing',
    CancellationRequested: 'Abandoned owing Stock, Payment: CancelOrder',
    'DeadlinePassed, TakingPayment': 'Abandoned owing Stock, Payment: FailOrder PAYMENT_TIMEOUT',
  },
  Completed: { CancellationRequested: 'Abandoned owing Stock, Payment: CancelOrder' },
  'Abandoned, all owed': {
    StockReleased: 'Abandoned owing Payment: nothing',
    'PaymentFailed, attempt 2': 'Abandoned owing Stock: nothing',
    'PaymentFailed, cancelled': 'Abandoned owing Stock: nothing',
    'PaymentRefunded in full': 'Abandoned owing Stock: nothing',
  },
  'Abandoned, stock owed': { StockReleased: 'Compensated: nothing' },
  'Abandoned, payment owed': {
    'PaymentFailed, attempt 1': 'Compensated: nothing',
    'PaymentFailed, attempt 2': 'Compensated: nothing',
    'PaymentFailed, cancelled': 'Compensated: nothing',
    'PaymentRefunded in full': 'Compensated: nothing',
  },
  Compensated: {},
};

const told = (checkout: Checkout, input: CheckoutInput): string => {
  const move = moveFor(checkout, input, atNoon);
  if ('ignored' in move) return 'ignored';
  const owing = move.to.step === 'Abandoned' ? ` owing ${move.to.owed.join(', ')}` : '';
  const commands = move.commands.map((command) =>
    command.type === 'FailOrder' ? `FailOrder ${command.failure.code}` : command.type,
  );
  return `${move.to.step}${owing}: ${commands.join(', ') || 'nothing'}`;
};

describe('a checkout', () => {
  const pairs = Object.entries(checkouts).flatMap(([at, checkout]) =>
    Object.entries(inputs).map(([on, input]) => ({ at, on, checkout, input, leads: expected[at]?.[on] ?? 'ignored' })),
  );

  it.each(pairs)('at [$at] on [$on]: $leads', ({ checkout, input, leads }) => {
    expect(told(checkout, input)).toBe(leads);
  });

  it.each(pairs.filter(({ leads }) => leads === 'ignored'))('says why it ignores [$on] at [$at]', (pair) => {
    expect(moveFor(pair.checkout, pair.input, atNoon)).toEqual({ ignored: expect.stringMatching(/\w+/) as string });
  });

  const at = (name: string): Checkout => checkouts[name] ?? { step: 'Compensated' };
  const on = (name: string): CheckoutInput => inputs[name] ?? { type: 'StockReserved' };

  it('hands the token over with the request, and forgets it', () => {
    expect(moveFor(at('ReservingStock, method given'), on('StockReserved'), atNoon)).toEqual({
      to: { step: 'TakingPayment', attempt: 1, deadline: noon + patience.paymentMs, payBy: null },
      commands: [{ type: 'RequestPayment', attempt: 1, method: aGoodCard }],
    });
  });

  it('gives the customer a time to pay from when the stock is held', () => {
    expect(moveFor(at('ReservingStock, no method'), on('StockReserved'), atNoon)).toMatchObject({
      to: { step: 'AwaitingPaymentMethod', attempts: 0, deadline: noon + patience.paymentMethodMs },
    });
  });

  it('counts the attempts, and lets payments take the method that it holds', () => {
    expect(moveFor(at('AwaitingPaymentMethod, again'), on('PaymentMethodProvided'), atNoon)).toEqual({
      to: { step: 'TakingPayment', attempt: 2, deadline: noon + patience.paymentMs, payBy: noon },
      commands: [{ type: 'RequestPayment', attempt: 2, method: null }],
    });
  });

  it('waits for another method until the first deadline, however often one is declined', () => {
    expect(moveFor(at('TakingPayment, by payOrder'), on('PaymentFailed, attempt 2'), atNoon)).toMatchObject({
      to: { step: 'AwaitingPaymentMethod', attempts: 2, deadline: payBy },
    });
  });

  it('takes no deadline that was put off', () => {
    const putOff: Checkout = { step: 'TakingPayment', attempt: 1, deadline: noon + later, payBy: null };
    expect(moveFor(putOff, dueIn('TakingPayment'), atNoon)).toEqual({ ignored: 'The deadline was put off' });
  });
});
