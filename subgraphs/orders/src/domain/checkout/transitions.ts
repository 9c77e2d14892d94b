import type { Instant } from '../instant';
import type { OrderCommand } from '../order/commands';
import type { FailureCode } from '../order/values';
import type { Checkout, CheckoutInput, Debt, Step, Terms } from './checkout';

/** The next step, and what it asks of the order. */
export interface Move {
  readonly to: Checkout;
  readonly commands: readonly OrderCommand[];
}

/** The input changes nothing; the reason is kept in the order's timeline. */
export interface Ignored {
  readonly ignored: string;
}

type At<S extends Step> = Extract<Checkout, { readonly step: S }>;
type Heard<I extends CheckoutInput['type']> = Extract<CheckoutInput, { readonly type: I }>;
type Waiting = Extract<Checkout, { readonly deadline: Instant }>;
type Rule<S extends Step, I extends CheckoutInput['type']> = (
  checkout: At<S>,
  input: Heard<I>,
  terms: Terms,
) => Move | Ignored;
type Table = { readonly [S in Step]: { readonly [I in CheckoutInput['type']]?: Rule<S, I> } };

const go = (to: Checkout, ...commands: readonly OrderCommand[]): Move => ({ to, commands });
const ignore = (ignored: string): Ignored => ({ ignored });

const messages: Record<FailureCode, string> = {
  OUT_OF_STOCK: 'Not everything in this order is in stock.',
  RESERVATION_TIMEOUT: 'The stock could not be reserved in time.',
  PAYMENT_DECLINED: 'The payment was declined.',
  PAYMENT_TIMEOUT: 'The order was not paid in time.',
};

const abandoned = (from: Checkout, owed: readonly Debt[]): Checkout =>
  owed.length === 0
    ? { step: 'Compensated' }
    : { step: 'Abandoned', attempt: 'attempt' in from ? from.attempt : 0, owed };

/** `owed`: what the participants have to undo; they act on OrderFailed, and the saga waits for their word. */
const fail =
  (code: FailureCode, ...owed: readonly Debt[]) =>
  (checkout: Checkout): Move =>
    go(abandoned(checkout, owed), { type: 'FailOrder', failure: { code, message: messages[code] } });

const cancel =
  (...owed: readonly Debt[]) =>
  (checkout: Checkout, { reason }: Heard<'CancellationRequested'>): Move =>
    go(abandoned(checkout, owed), { type: 'CancelOrder', reason });

/** A deadline names its step, and counts only while the checkout still stands there and it is really over. */
const whenDue =
  (rule: (checkout: Checkout) => Move) =>
  (checkout: Waiting, input: Heard<'DeadlinePassed'>, { now }: Terms): Move | Ignored => {
    if (input.step !== checkout.step) return ignore(`The deadline belongs to ${input.step}`);
    return now < checkout.deadline ? ignore('The deadline was put off') : rule(checkout);
  };

const takePaymentOrAwaitMethod: Rule<'ReservingStock', 'StockReserved'> = ({ means }, _input, { now, patience }) => {
  const payBy = now + patience.paymentMethodMs;
  if (means.given === 'NotYet') return go({ step: 'AwaitingPaymentMethod', attempts: 0, deadline: payBy });
  const [method, until] = means.given === 'WithOrder' ? [means.method, null] : [null, payBy];
  return go(
    { step: 'TakingPayment', attempt: 1, deadline: now + patience.paymentMs, payBy: until },
    { type: 'RequestPayment', attempt: 1, method },
  );
};

const rememberMethod: Rule<'ReservingStock', 'PaymentMethodProvided'> = (checkout) =>
  checkout.means.given === 'WithOrder'
    ? ignore('The order came with a payment method')
    : go({ ...checkout, means: { given: 'ByPayOrder' } });

const takePayment: Rule<'AwaitingPaymentMethod', 'PaymentMethodProvided'> = (
  { attempts, deadline: payBy },
  _input,
  { now, patience },
) => {
  const attempt = attempts + 1;
  return go(
    { step: 'TakingPayment', attempt, deadline: now + patience.paymentMs, payBy },
    { type: 'RequestPayment', attempt, method: null },
  );
};

const complete = (_checkout: Checkout, { attempt }: Heard<'PaymentCaptured'>): Move =>
  go({ step: 'Completed', attempt }, { type: 'ConfirmPayment' }, { type: 'RequestShipment' });

/** A second method must not buy time for stock that others wait for, so the first deadline stays. */
const failOrAwaitAnotherMethod: Rule<'TakingPayment', 'PaymentFailed'> = (checkout, { attempt }) => {
  if (attempt < checkout.attempt) return ignore(`Attempt ${checkout.attempt.toString()} is under way`);
  if (checkout.payBy === null) return fail('PAYMENT_DECLINED', 'Stock')(checkout);
  return go({ step: 'AwaitingPaymentMethod', attempts: checkout.attempt, deadline: checkout.payBy });
};

const settle = (checkout: At<'Abandoned'>, debt: Debt): Move | Ignored =>
  checkout.owed.includes(debt)
    ? go(
        abandoned(
          checkout,
          checkout.owed.filter((owed) => owed !== debt),
        ),
      )
    : ignore(`No ${debt.toLowerCase()} was to be undone any more`);

const settleUnlessPartial: Rule<'Abandoned', 'PaymentRefunded'> = (checkout, { full }) =>
  full ? settle(checkout, 'Payment') : ignore('A part of the money is still to be refunded');

const settleUnlessEarlier: Rule<'Abandoned', 'PaymentFailed'> = (checkout, { attempt, code }) =>
  attempt >= checkout.attempt || code === 'CANCELLED'
    ? settle(checkout, 'Payment')
    : ignore(`Attempt ${checkout.attempt.toString()} is still to be settled`);

/**
 * Every step a checkout can take; a pair that is not listed is ignored.
 *
 * Giving up sends no commands: inventory and payments hear OrderFailed or OrderCancelled, undo what they did or refuse
 * what they have yet to do, and say so exactly once. A success that is reported after we gave up therefore needs no
 * answer of ours; we only wait until it is undone. The capture is the pivot: before it we compensate, after it we go on.
 */
const table: Table = {
  ReservingStock: {
    StockReserved: takePaymentOrAwaitMethod,
    StockRejected: fail('OUT_OF_STOCK'),
    PaymentMethodProvided: rememberMethod,
    CancellationRequested: cancel('Stock'),
    DeadlinePassed: whenDue(fail('RESERVATION_TIMEOUT', 'Stock')),
  },
  AwaitingPaymentMethod: {
    PaymentMethodProvided: takePayment,
    PaymentCaptured: complete,
    CancellationRequested: cancel('Stock'),
    DeadlinePassed: whenDue(fail('PAYMENT_TIMEOUT', 'Stock')),
  },
  TakingPayment: {
    PaymentCaptured: complete,
    PaymentFailed: failOrAwaitAnotherMethod,
    CancellationRequested: cancel('Stock', 'Payment'),
    DeadlinePassed: whenDue(fail('PAYMENT_TIMEOUT', 'Stock', 'Payment')),
  },
  Completed: {
    CancellationRequested: cancel('Stock', 'Payment'),
  },
  Abandoned: {
    StockReserved: () => ignore('Given up: the stock is released'),
    StockRejected: () => ignore('Given up: inventory has yet to confirm that it holds nothing'),
    StockReleased: (checkout) => settle(checkout, 'Stock'),
    PaymentCaptured: () => ignore('Given up: the money is refunded'),
    PaymentFailed: settleUnlessEarlier,
    PaymentRefunded: settleUnlessPartial,
  },
  Compensated: {},
};

/** The move for this pair, if the saga has one. */
export const moveFor = (checkout: Checkout, input: CheckoutInput, terms: Terms): Move | Ignored => {
  // The table's type pairs each rule with its step and input; an index by both at once loses that.
  const rule = table[checkout.step][input.type] as Rule<Step, CheckoutInput['type']> | undefined;
  return rule === undefined ? ignore(`${input.type} means nothing in ${checkout.step}`) : rule(checkout, input, terms);
};
