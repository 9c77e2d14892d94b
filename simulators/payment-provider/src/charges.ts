import { setTimeout as wait } from 'node:timers/promises';
import { LostRequest, type Effect } from './api/idempotency';
import type { LedgerRecord, ProviderEvent, Settlement } from './ledger/record';
import type { Faults } from './faults';
import { newId } from './stripe/identifiers';
import {
  declined,
  newIntent,
  processing,
  succeeded,
  type NewIntent,
  type PaymentIntent,
} from './stripe/payment-intent';
import { invalidRequest, RefusedRequest } from './stripe/stripe-error';
import { behaviourOf, type Behaviour, type Decline } from './stripe/test-methods';

const PAYMENT_FAILED_STATUS = 402;
const GENERIC_DECLINE: Decline = { code: 'card_declined', message: 'Your card was declined.' };

export const eventOf = (type: string, intent: PaymentIntent, created: number): ProviderEvent => ({
  id: newId('evt'),
  type,
  created,
  object: intent,
});

/** The record that settles an intent, with its webhook. */
export const settled = (intent: PaymentIntent, succeeds: boolean, at: number): LedgerRecord => {
  const after = succeeds ? succeeded(intent) : declined(intent, GENERIC_DECLINE);
  const type = succeeds ? 'payment_intent.succeeded' : 'payment_intent.payment_failed';
  return { intents: [after], events: [eventOf(type, after, at)] };
};

const rateLimited = (): RefusedRequest =>
  new RefusedRequest(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Too many requests hit the API too quickly. We recommend an exponential backoff of your requests.',
  });

const serverError = { error: { type: 'api_error', message: 'An unknown error occurred.' } };

const answerTo = (intent: PaymentIntent): Pick<Effect, 'status' | 'body'> =>
  intent.last_payment_error === null
    ? { status: 200, body: intent }
    : { status: PAYMENT_FAILED_STATUS, body: { error: { ...intent.last_payment_error, payment_intent: intent } } };

interface Clock {
  readonly seconds: () => number;
  readonly ms: () => number;
}

/** Confirms new intents as the payment method and the injected faults define. */
export const charges = (faults: Faults, clock: Clock) => {
  /** Keys whose first request has failed: the next one succeeds. */
  const failedOnce = new Set<string>();

  const outcomeOf = (order: NewIntent, behaviour: Behaviour): PaymentIntent => {
    const intent = newIntent({ ...order, amount: order.amount + (behaviour.surplus ?? 0) });
    switch (behaviour.outcome) {
      case 'succeeds':
        return succeeded(intent);
      case 'declines':
        return declined(intent, behaviour.decline ?? GENERIC_DECLINE);
      case 'processing':
        return processing(intent);
    }
  };

  const settlementOf = (intent: PaymentIntent, behaviour: Behaviour): { settlement?: Settlement } => {
    if (intent.status !== 'processing') return {};
    const { settleAfterMs = null, settlesTo } = behaviour;
    const atMs = settleAfterMs === null ? null : clock.ms() + settleAfterMs;
    return { settlement: { intentId: intent.id, succeeds: settlesTo !== 'declined', atMs } };
  };

  const eventsOf = (intent: PaymentIntent, behaviour: Behaviour): { events?: readonly ProviderEvent[] } => {
    if (behaviour.sendsNoWebhook === true || intent.status === 'processing') return {};
    const type = intent.status === 'succeeded' ? 'payment_intent.succeeded' : 'payment_intent.payment_failed';
    return { events: [eventOf(type, intent, clock.seconds())] };
  };

  const beforeCharging = async (behaviour: Behaviour, key: string): Promise<void> => {
    const isFirst = !failedOnce.has(key);
    if (behaviour.rateLimitedOnce === true && isFirst) {
      failedOnce.add(key);
      throw rateLimited();
    }
    if (behaviour.chargesNothing === true && behaviour.delivery !== 'error500' && isFirst) {
      failedOnce.add(key);
      throw new LostRequest(behaviour.delivery);
    }
    if (behaviour.chargeAfterMs !== undefined) await wait(behaviour.chargeAfterMs);
  };

  /** @param key selects the injected faults: the idempotency key, or any text without one. */
  return async (order: NewIntent & { paymentMethod: string }, key: string): Promise<Effect> => {
    const known = behaviourOf(order.paymentMethod);
    if (known === undefined)
      throw invalidRequest(`No such PaymentMethod: '${order.paymentMethod}'`, {
        code: 'resource_missing',
        param: 'payment_method',
      });
    const behaviour = faults.injectInto(known, key);
    await beforeCharging(behaviour, key);
    if (behaviour.chargesNothing === true && behaviour.delivery === 'error500')
      return { status: 500, body: serverError, record: {} };
    const intent = outcomeOf(order, behaviour);
    const record = { intents: [intent], ...settlementOf(intent, behaviour), ...eventsOf(intent, behaviour) };
    if (behaviour.delivery === 'error500') return { status: 500, body: serverError, record };
    const delivery = behaviour.chargesNothing === true ? 'answered' : behaviour.delivery;
    return { ...answerTo(intent), record, delivery, answerAfterMs: behaviour.answerAfterMs ?? 0 };
  };
};
