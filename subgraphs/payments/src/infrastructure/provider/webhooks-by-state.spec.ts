import { accept } from '@oms/kernel';
import { judgeWebhooks } from '../../application/judge-webhooks';
import type { Verdict } from '../../application/ports/webhooks';
import { InMemoryPayments } from '../../application/testing/in-memory-payments';
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
} from '../../domain/testing/payment-events';
import { webhookFrom } from './webhook-message';

const orderId = '01976a00-0000-7000-8000-00000000000a';
const paymentId = '01976a00-0000-7000-8000-00000000000b';

const quarantined = { ...captured, type: 'PaymentQuarantined', amount: { ...price, amountMinor: 2_499n } } as const;
const returned = [refundRequested(2_500n), refunded(2_500n, 2_500n)];
const barred = { type: 'PaymentBarred', paymentId, orderId, customerId: 'ada' } as const;

/** How each state of a payment comes about. The intent of attempt 1 is `pi_1`. */
const histories = {
  Unopened: [],
  Barred: [barred, { ...cancelled, attempt: 0 }],
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
  'of.no.type.that.we.know': intentOf(succeeded),
} as const;

type Type = keyof typeof objects;

const nothing = 'Ignored';
const parkedFor = (because: string): string => `Parked: ${because}`;

/** What follows: the events, or why there are none. What is not named here is ignored. */
const expected: Partial<Record<Type, Partial<Record<State, string>>>> = {
  'payment_intent.succeeded': {
    Unopened: parkedFor('PAYMENT_NOT_FOUND'),
    Barred: parkedFor('UNEXPECTED_CAPTURE'),
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

const paymentAfter = async (history: readonly PaymentEvent[]): Promise<InMemoryPayments> => {
  const stores = new InMemoryPayments();
  const events = history.map((event) => ('paymentId' in event ? { ...event, paymentId, orderId } : event));
  await stores.payments.change([{ orderId, cause: { correlationId: 'test' }, decide: () => accept(...events) }]);
  return stores;
};

let made = 0;
const nextId = (): string => `id-${(made += 1).toString()}`;

/** What a webhook leads to, and what became of the payment. */
const receive = async (stores: InMemoryPayments, type: string, object: object) => {
  const body = Buffer.from(JSON.stringify({ id: nextId(), type, data: { object } }));
  const said: string[] = [];
  const [verdict] = await judgeWebhooks(nextId)([{ ...webhookFrom(body), cause: null }], {
    change: async (changes) => {
      const decisions = await stores.payments.change(changes);
      for (const decision of decisions) if (decision.accepted) said.push(...decision.events.map((event) => event.type));
      return decisions;
    },
  });
  return { verdict, said: said.join(' '), payment: stores.payment(orderId) };
};

const resultOf = ({ verdict, said }: { verdict: Verdict | undefined; said: string }): string => {
  if (verdict?.kind === 'Parked') return parkedFor(verdict.because);
  if (verdict?.kind === 'Ignored') return verdict.because === '' ? 'without a reason' : nothing;
  return said;
};

const states = Object.keys(histories) as State[];
const types = Object.keys(objects) as Type[];

describe.each(types)('a webhook of type %s', (type) => {
  it.each(states)('is received rightly by a payment that is %s, and changes nothing the second time', async (state) => {
    const stores = await paymentAfter(histories[state]);
    const before = stores.payment(orderId);
    const first = await receive(stores, type, objects[type]);
    const result = expected[type]?.[state] ?? nothing;
    expect(resultOf(first)).toBe(result);
    if (result === nothing || result.startsWith('Parked')) expect(first.payment).toEqual(before);
    const second = await receive(stores, type, objects[type]);
    expect(second.said).toBe('');
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
      const stores = await paymentAfter(histories[state]);
      const { verdict, payment } = await receive(
        stores,
        'payment_intent.succeeded',
        intentOf({ ...succeeded, ...facts }),
      );
      expect([verdict, payment.status]).toEqual([{ kind: 'Parked', because: 'AMOUNT_MISMATCH' }, 'Quarantined']);
    }
  });

  it.each(types)('stands, whatever comes after it: %s', async (type) => {
    const stores = await paymentAfter([opened, requested]);
    const { payment } = await receive(stores, 'payment_intent.succeeded', objects['payment_intent.succeeded']);
    expect((await receive(stores, type, objects[type])).payment).toEqual(payment);
  });
});

describe('a message that its intent does not bear out', () => {
  it.each([
    ['payment_intent.succeeded', 'processing'],
    ['payment_intent.payment_failed', 'succeeded'],
    ['payment_intent.payment_failed', 'requires_payment_method'],
    ['payment_intent.canceled', 'requires_payment_method'],
  ])('is parked: %s of an intent that %s', async (type, status) => {
    const stores = await paymentAfter(histories.Processing);
    const { verdict, payment } = await receive(stores, type, intentOf({ status }));
    expect([verdict, payment.status]).toEqual([{ kind: 'Parked', because: 'NOT_UNDERSTOOD' }, 'Processing']);
  });
});

describe('the text of a message that is kept', () => {
  const kept = (type: string, object: object): string =>
    webhookFrom(Buffer.from(JSON.stringify({ id: nextId(), type, data: { object } }))).body ?? '';

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
