import { accept, type Id } from '@oms/kernel';
import { processWebhooks } from '../../application/commands/process-webhooks';
import type { WebhookResult } from '../../application/ports/webhook-inbox';
import { InMemoryPaymentStore } from '../../application/testing/in-memory-payment-repository';
import type { PaymentEvent } from '../../domain/payment/events';
import {
  cancelled,
  captured,
  declined,
  givenUp,
  opened,
  openedWithoutMethod,
  price,
  refunded,
  refundRequested,
  requested,
} from '../../domain/testing/fixtures';
import { webhookFrom } from './webhook-message';

const orderId = '01976a00-0000-7000-8000-00000000000a' as Id<'Order'>;
const paymentId = '01976a00-0000-7000-8000-00000000000b' as Id<'Payment'>;

const quarantined = { ...captured, type: 'PaymentQuarantined', amount: { ...price, amountMinor: 2_499n } } as const;
const returned = [refundRequested(2_500n), refunded(2_500n, 2_500n)];
const cancelledBeforeOpened = { type: 'PaymentCancelledBeforeOpened', paymentId, orderId, customerId: 'ada' } as const;

/** How each state of a payment comes about. The intent of attempt 1 is `pi_1`. */
const histories = {
  Unopened: [],
  CancelledBeforeOpened: [cancelledBeforeOpened, { ...cancelled, attempt: 0 }],
  Pending: [openedWithoutMethod],
  Processing: [opened, requested],
  'Processing, given up': [opened, requested, givenUp],
  'Processing, again': [openedWithoutMethod, requested, declined, { ...requested, attempt: 2 }],
  Declined: [opened, requested, declined],
  'Declined, given up': [opened, requested, declined, givenUp, cancelled],
  Cancelled: [opened, requested, givenUp, cancelled],
  Captured: [opened, requested, captured],
  'Captured, of another intent': [opened, requested, { ...captured, providerReference: 'pi_0' }],
  Quarantined: [opened, requested, quarantined],
  Refunded: [opened, requested, captured, ...returned],
  'Refunded, given up': [opened, requested, captured, givenUp, ...returned],
} as const satisfies Readonly<Record<string, readonly PaymentEvent[]>>;

type State = keyof typeof histories;

const intentOf = (facts: object): object => ({
  object: 'payment_intent',
  id: 'pi_1',
  amount_received: 0,
  currency: 'usd',
  metadata: { order_id: orderId, payment_id: paymentId, attempt: '1' },
  last_payment_error: null,
  ...facts,
});

const succeeded = { status: 'succeeded', amount_received: 2_500 };
const failed = { status: 'requires_payment_method', last_payment_error: { message: 'Your card was declined.' } };

/** The intent as Stripe sends it with each type. */
const objects = {
  'payment_intent.succeeded': intentOf(succeeded),
  'payment_intent.payment_failed': intentOf(failed),
  'payment_intent.canceled': intentOf({ status: 'canceled' }),
  'payment_intent.created': intentOf({ status: 'requires_payment_method' }),
  'payment_intent.processing': intentOf({ status: 'processing' }),
  'payment_intent.requires_action': intentOf({ status: 'requires_action' }),
  'payment_intent.amount_capturable_updated': intentOf({ status: 'requires_capture' }),
  'payment_intent.partially_funded': intentOf({ status: 'requires_action' }),
  'charge.failed': { object: 'charge', payment_intent: 'pi_1', status: 'failed' },
  'charge.refunded': { object: 'charge', payment_intent: 'pi_1', refunded: true },
  'charge.succeeded': { object: 'charge', payment_intent: 'pi_1', status: 'succeeded' },
  'refund.failed': { object: 'refund', payment_intent: 'pi_1', status: 'failed' },
  'of.an.unknown.type': intentOf(succeeded),
} as const;

type Type = keyof typeof objects;

const nothing = 'Ignored';
const parkedFor = (reason: string): string => `Parked: ${reason}`;

/** The events that follow, or why there are none. What is not listed is ignored. */
const expected: Partial<Record<Type, Partial<Record<State, string>>>> = {
  'payment_intent.succeeded': {
    Unopened: parkedFor('PAYMENT_NOT_FOUND'),
    CancelledBeforeOpened: parkedFor('UNEXPECTED_CAPTURE'),
    Pending: parkedFor('UNEXPECTED_CAPTURE'),
    Processing: 'PaymentCaptured',
    'Processing, given up': 'PaymentCaptured RefundRequested',
    'Processing, again': parkedFor('UNEXPECTED_CAPTURE'),
    Declined: 'PaymentCaptured',
    'Declined, given up': 'PaymentCaptured RefundRequested',
    Cancelled: 'PaymentCaptured RefundRequested',
    'Captured, of another intent': parkedFor('UNEXPECTED_CAPTURE'),
  },
  'payment_intent.payment_failed': {
    Unopened: parkedFor('PAYMENT_NOT_FOUND'),
    Processing: 'PaymentFailed',
    'Processing, given up': 'PaymentFailed',
  },
  'payment_intent.canceled': {
    Unopened: parkedFor('PAYMENT_NOT_FOUND'),
    Processing: 'PaymentFailed',
    'Processing, given up': 'PaymentFailed',
  },
};

const storeAfter = async (history: readonly PaymentEvent[]): Promise<InMemoryPaymentStore> => {
  const store = new InMemoryPaymentStore();
  const events = history.map((event) => ('paymentId' in event ? { ...event, paymentId, orderId } : event));
  await store.payments.change([{ orderId, causation: { correlationId: 'test' }, decide: () => accept(...events) }]);
  return store;
};

let made = 0;
const newId = <Kind extends string>() => `id-${(made += 1).toString()}` as Id<Kind>;

/** The result of a webhook, the types of the events that it led to, and the payment after it. */
const receive = async (store: InMemoryPaymentStore, type: string, object: object) => {
  const body = Buffer.from(JSON.stringify({ id: newId(), type, data: { object } }));
  const types: string[] = [];
  const [result] = await processWebhooks(newId)([{ ...webhookFrom(body), causation: null }], {
    change: async (changes) => {
      const decisions = await store.payments.change(changes);
      for (const decision of decisions)
        if (decision.accepted) types.push(...decision.events.map((event) => event.type));
      return decisions;
    },
  });
  return { result, events: types.join(' '), payment: store.payment(orderId) };
};

const effectOf = ({ result, events }: { result: WebhookResult | undefined; events: string }): string => {
  if (result?.kind === 'Parked') return parkedFor(result.reason);
  if (result?.kind === 'Ignored') return result.reason === '' ? 'without a reason' : nothing;
  return events;
};

const states = Object.keys(histories) as State[];
const types = Object.keys(objects) as Type[];

describe.each(types)('a webhook of type %s', (type) => {
  it.each(states)('has its effect on a payment that is %s, and none the second time', async (state) => {
    const store = await storeAfter(histories[state]);
    const before = store.payment(orderId);
    const first = await receive(store, type, objects[type]);
    const effect = expected[type]?.[state] ?? nothing;
    expect(effectOf(first)).toBe(effect);
    if (effect === nothing || effect.startsWith('Parked')) expect(first.payment).toEqual(before);
    const second = await receive(store, type, objects[type]);
    expect(second.events).toBe('');
    expect(second.payment).toEqual(first.payment);
  });
});

describe('a capture', () => {
  it.each([
    ['another amount', { amount_received: 2_499 }],
    ['nothing', { amount_received: 0 }],
    ['another currency', { currency: 'eur' }],
  ])('of %s never counts as paid', async (_, facts) => {
    for (const state of ['Processing', 'Declined'] as const) {
      const store = await storeAfter(histories[state]);
      const { result, payment } = await receive(
        store,
        'payment_intent.succeeded',
        intentOf({ ...succeeded, ...facts }),
      );
      expect([result, payment.status]).toEqual([{ kind: 'Parked', reason: 'AMOUNT_MISMATCH' }, 'Quarantined']);
    }
  });

  it.each(types)('stands, whatever comes after it: %s', async (type) => {
    const store = await storeAfter([opened, requested]);
    const { payment } = await receive(store, 'payment_intent.succeeded', objects['payment_intent.succeeded']);
    expect((await receive(store, type, objects[type])).payment).toEqual(payment);
  });
});

describe('a message whose type its intent contradicts', () => {
  it.each([
    ['payment_intent.succeeded', 'processing'],
    ['payment_intent.payment_failed', 'succeeded'],
    ['payment_intent.payment_failed', 'requires_payment_method'],
    ['payment_intent.canceled', 'requires_payment_method'],
  ])('is parked: %s of an intent that %s', async (type, status) => {
    const store = await storeAfter(histories.Processing);
    const { result, payment } = await receive(store, type, intentOf({ status }));
    expect([result, payment.status]).toEqual([{ kind: 'Parked', reason: 'NOT_UNDERSTOOD' }, 'Processing']);
  });
});

describe('the text of a message that is kept', () => {
  const kept = (type: string, object: object): string =>
    webhookFrom(Buffer.from(JSON.stringify({ id: newId(), type, data: { object } }))).body ?? '';

  it('does not name the payment method', () => {
    const body = kept('payment_intent.succeeded', {
      ...intentOf({ status: 'processing', payment_method: 'pm_secret' }),
      last_payment_error: { payment_method: { id: 'pm_secret' }, message: 'pm_secret was declined.' },
      client_secret: 'pi_1_secret_2',
    });
    expect(body).toContain('pi_1');
    expect(body).not.toMatch(/pm_secret|secret_2/);
  });

  it('does not name it in a text that is no event either', () => {
    expect(webhookFrom(Buffer.from('{"payment_method":"pm_secret"')).body).toBe('{"payment_method":"[redacted]"');
  });
});
