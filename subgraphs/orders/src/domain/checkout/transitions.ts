import type { Instant } from '@oms/kernel';
import type { OrderCommand } from '../order/commands';
import type { FailureCode } from '../order/values';
import type { Checkout, CheckoutInput, Compensation, Step, Timing } from './checkout';

/** The next state of the saga, and the commands that it sends to the order. */
export interface Transition {
  readonly to: Checkout;
  readonly commands: readonly OrderCommand[];
}

/** The input changes nothing; the reason is kept in the order's timeline. */
export interface Ignored {
  readonly ignored: string;
}

type At<S extends Step> = Extract<Checkout, { readonly step: S }>;
type InputOf<I extends CheckoutInput['type']> = Extract<CheckoutInput, { readonly type: I }>;
type Waiting = Extract<Checkout, { readonly deadline: Instant }>;
type Rule<S extends Step, I extends CheckoutInput['type']> = (
  checkout: At<S>,
  input: InputOf<I>,
  timing: Timing,
) => Transition | Ignored;
type Transitions = { readonly [S in Step]: { readonly [I in CheckoutInput['type']]?: Rule<S, I> } };

const go = (to: Checkout, ...commands: readonly OrderCommand[]): Transition => ({ to, commands });
const ignore = (ignored: string): Ignored => ({ ignored });

const messages: Record<FailureCode, string> = {
  OUT_OF_STOCK: 'Not everything in this order is in stock.',
  RESERVATION_TIMEOUT: 'The stock could not be reserved in time.',
  PAYMENT_DECLINED: 'The payment was declined.',
  PAYMENT_TIMEOUT: 'The order was not paid in time.',
};

const abandoned = (from: Checkout, pendingCompensations: readonly Compensation[]): Checkout =>
  pendingCompensations.length === 0
    ? { step: 'Compensated' }
    : { step: 'Abandoned', attempt: 'attempt' in from ? from.attempt : 0, pendingCompensations };

/** The participants compensate when they receive OrderFailed; the saga waits for the events of these compensations. */
const fail =
  (code: FailureCode, ...compensations: readonly Compensation[]) =>
  (checkout: Checkout): Transition =>
    go(abandoned(checkout, compensations), { type: 'FailOrder', failure: { code, message: messages[code] } });

const cancel =
  (...compensations: readonly Compensation[]) =>
  (checkout: Checkout, { reason }: InputOf<'CancellationRequested'>): Transition =>
    go(abandoned(checkout, compensations), { type: 'CancelOrder', reason });

/** A deadline names its step, and counts only while the checkout is still in that step and the deadline has passed. */
const whenDue =
  (rule: (checkout: Checkout) => Transition) =>
  (checkout: Waiting, input: InputOf<'DeadlinePassed'>, { now }: Timing): Transition | Ignored => {
    if (input.step !== checkout.step) return ignore(`The deadline belongs to ${input.step}`);
    return now < checkout.deadline ? ignore('The deadline was extended') : rule(checkout);
  };

const takePaymentOrAwaitMethod: Rule<'ReservingStock', 'StockReserved'> = (
  { paymentSource },
  _input,
  { now, timeouts },
) => {
  const payBy = now + timeouts.paymentMethodMs;
  if (paymentSource.given === 'NotYet') return go({ step: 'AwaitingPaymentMethod', attempts: 0, deadline: payBy });
  const [method, until] = paymentSource.given === 'WithOrder' ? [paymentSource.method, null] : [null, payBy];
  return go(
    { step: 'TakingPayment', attempt: 1, deadline: now + timeouts.paymentMs, payBy: until },
    { type: 'RequestPayment', attempt: 1, method },
  );
};

const noteMethod: Rule<'ReservingStock', 'PaymentMethodProvided'> = (checkout) =>
  checkout.paymentSource.given === 'WithOrder'
    ? ignore('The order was placed with a payment method')
    : go({ ...checkout, paymentSource: { given: 'ByPayOrder' } });

const takePayment: Rule<'AwaitingPaymentMethod', 'PaymentMethodProvided'> = (
  { attempts, deadline: payBy },
  _input,
  { now, timeouts },
) => {
  const attempt = attempts + 1;
  return go(
    { step: 'TakingPayment', attempt, deadline: now + timeouts.paymentMs, payBy },
    { type: 'RequestPayment', attempt, method: null },
  );
};

const complete = (_checkout: Checkout, { attempt }: InputOf<'PaymentCaptured'>): Transition =>
  go({ step: 'Completed', attempt }, { type: 'ConfirmPayment' }, { type: 'RequestShipment' });

/** The first deadline stays: another payment method must not extend the hold on stock that other customers wait for. */
const failOrAwaitAnotherMethod: Rule<'TakingPayment', 'PaymentFailed'> = (checkout, { attempt }) => {
  if (attempt < checkout.attempt) return ignore(`Attempt ${checkout.attempt.toString()} is in progress`);
  if (checkout.payBy === null) return fail('PAYMENT_DECLINED', 'Stock')(checkout);
  return go({ step: 'AwaitingPaymentMethod', attempts: checkout.attempt, deadline: checkout.payBy });
};

const compensate = (checkout: At<'Abandoned'>, compensation: Compensation): Transition | Ignored =>
  checkout.pendingCompensations.includes(compensation)
    ? go(
        abandoned(
          checkout,
          checkout.pendingCompensations.filter((pending) => pending !== compensation),
        ),
      )
    : ignore(`The compensation of ${compensation.toLowerCase()} is not pending`);

const compensateUnlessPartial: Rule<'Abandoned', 'PaymentRefunded'> = (checkout, { full }) =>
  full ? compensate(checkout, 'Payment') : ignore('A part of the money is still to be refunded');

const compensateUnlessEarlier: Rule<'Abandoned', 'PaymentFailed'> = (checkout, { attempt, code }) =>
  attempt >= checkout.attempt || code === 'CANCELLED'
    ? compensate(checkout, 'Payment')
    : ignore(`Attempt ${checkout.attempt.toString()} is still in progress`);

/**
 * Every step a checkout can take; a pair that is not listed is ignored.
 *
 * Abandoning an order sends no commands: inventory and payments receive OrderFailed or OrderCancelled, undo what they did
 * or refuse what they have yet to do, and publish that exactly once. So a success that is reported after that needs no
 * reaction; the saga only waits until it is undone. The capture is the pivot: before it the saga compensates, after it the
 * saga goes on.
 */
const transitions: Transitions = {
  ReservingStock: {
    StockReserved: takePaymentOrAwaitMethod,
    StockRejected: fail('OUT_OF_STOCK'),
    PaymentMethodProvided: noteMethod,
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
    StockReserved: () => ignore('The order is abandoned: the stock is released'),
    StockRejected: () => ignore('The order is abandoned: inventory has yet to confirm that it holds nothing'),
    StockReleased: (checkout) => compensate(checkout, 'Stock'),
    PaymentCaptured: () => ignore('The order is abandoned: the money is refunded'),
    PaymentFailed: compensateUnlessEarlier,
    PaymentRefunded: compensateUnlessPartial,
  },
  Compensated: {},
};

/** The transition for this pair, or why there is none. */
export const transitionFor = (checkout: Checkout, input: CheckoutInput, timing: Timing): Transition | Ignored => {
  // The table's type pairs each rule with its step and input; an index by both at once loses that.
  const rule = transitions[checkout.step][input.type] as Rule<Step, CheckoutInput['type']> | undefined;
  return rule === undefined ? ignore(`${input.type} has no effect in ${checkout.step}`) : rule(checkout, input, timing);
};
