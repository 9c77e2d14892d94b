import { createHmac } from 'node:crypto';
import { newId } from '@oms/database';
import { eventually } from '@oms/testing';
import type { OrderForTest } from './testing/order-events';
import { PaymentsFixture } from './testing/payments-fixture';

const SECRET = 'whsec_live';
const captured = 'payments.payment-captured.v1';
const refunded = 'payments.payment-refunded.v1';

let payments: PaymentsFixture;

beforeAll(async () => {
  payments = await PaymentsFixture.open();
  // The spec sends the webhooks itself.
  await payments.callProvider('PUT', '/control/faults', { webhookCopies: 0 });
});

afterAll(async () => {
  await payments.close();
});

const signatureOf = (body: string | Buffer): string => {
  const at = Math.floor(Date.now() / 1_000).toString();
  return `t=${at},v1=${createHmac('sha256', SECRET).update(`${at}.`).update(body).digest('hex')}`;
};

const send = async (body: string | Buffer, headers: Record<string, string> = {}): Promise<number> => {
  const response = await fetch(new URL('/webhooks/payments', payments.process.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': signatureOf(body), ...headers },
    body,
  });
  return response.status;
};

interface Held {
  readonly order: OrderForTest;
  readonly paymentId: string;
}

const messageOf = ({ order, paymentId }: Held, type: string, facts: object): string =>
  JSON.stringify({
    id: `evt_${newId()}`,
    type: `payment_intent.${type}`,
    data: {
      object: {
        object: 'payment_intent',
        id: 'pi_by_webhook',
        amount_received: 0,
        currency: 'usd',
        metadata: { order_id: order.orderId, payment_id: paymentId, attempt: '1' },
        ...facts,
      },
    },
  });

const succeededFor = (order: OrderForTest, paymentId: string, amount = 2_500): string =>
  messageOf({ order, paymentId }, 'succeeded', { status: 'succeeded', amount_received: amount });

/** An order whose payment the provider leaves open, so that only a webhook settles it. */
const held = async (): Promise<Held> => {
  const order = await payments.paidWith('pm_sim_held');
  const payment = await eventually(async () => {
    const shown = await payments.payment(order);
    expect(shown).toMatchObject({ status: 'PROCESSING' });
    return shown as { id: string };
  });
  return { order, paymentId: payment.id };
};

const parked = (reason: string): Promise<number> => payments.metric('payments_webhooks_parked_total', reason);

const isParked = async (reason: string, body: string | Buffer): Promise<void> => {
  const before = await parked(reason);
  expect(await send(body)).toBe(200);
  await eventually(async () => {
    expect(await parked(reason)).toBe(before + 1);
  });
};

const ignored = (): Promise<number> => payments.metric('payments_webhooks_ignored_total', 'payments');

const isIgnored = async (body: string): Promise<void> => {
  const before = await ignored();
  expect(await send(body)).toBe(200);
  await eventually(async () => {
    expect(await ignored()).toBe(before + 1);
  });
};

describe('a webhook', () => {
  it.each([
    ['created', 'requires_payment_method'],
    ['created', 'requires_confirmation'],
    ['requires_action', 'requires_action'],
    ['processing', 'processing'],
  ])('of type %s, with an intent that %s, leaves the charge under way', async (type, status) => {
    const { order, paymentId } = await held();
    const message = messageOf({ order, paymentId }, type, { status });
    await isIgnored(message);
    expect(await payments.payment(order)).toMatchObject({
      status: 'PROCESSING',
      attempts: [{ outcome: 'PROCESSING' }],
    });
    expect(await send(succeededFor(order, paymentId))).toBe(200);
    await eventually(() => {
      expect(payments.publishedTypes(order)).toEqual([captured]);
    });
  });

  it('settles a payment once, though it arrives a hundred times at once', async () => {
    const { order, paymentId } = await held();
    const body = succeededFor(order, paymentId);
    const statuses = await Promise.all(Array.from({ length: 100 }, () => send(body)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await eventually(() => {
      expect(payments.publishedTypes(order)).toEqual([captured]);
    });
    expect(payments.published(order)[0]?.correlationid).toBe(`correlation-${order.orderId}`);
  });

  it('changes nothing when it arrives after the response, whatever it reports', async () => {
    const order = await payments.paidWith('pm_card_visa');
    await eventually(() => {
      expect(payments.publishedTypes(order)).toEqual([captured]);
    });
    const { id } = (await payments.payment(order)) as { id: string };
    await isParked('UNEXPECTED_CAPTURE', succeededFor(order, id));
    expect(payments.publishedTypes(order)).toEqual([captured]);
  });

  it('of another amount captures nothing', async () => {
    const { order, paymentId } = await held();
    await isParked('AMOUNT_MISMATCH', succeededFor(order, paymentId, 2_499));
    expect(payments.publishedTypes(order)).toEqual([]);
  });

  it('that reports a charge after the order was given up has it refunded', async () => {
    const { order, paymentId } = await held();
    await payments.orders.cancelled(order);
    const intent = (await providerIntentOf(order)).id;
    await payments.callProvider('POST', `/control/payment_intents/${intent}/settle`);
    const body = succeededFor(order, paymentId).replace('pi_by_webhook', intent);
    expect(await send(body)).toBe(200);
    await eventually(() => {
      expect(payments.publishedTypes(order)).toEqual([captured, refunded]);
    });
    expect(await payments.ledger(order)).toMatchObject([{ amount: 2_500, refunded: 2_500 }]);
  });

  it.each([
    ['of an unknown payment', 'PAYMENT_NOT_FOUND', () => succeededFor(unknownOrder, newId())],
    [
      'whose type its intent contradicts',
      'NOT_UNDERSTOOD',
      () => messageOf({ order: unknownOrder, paymentId: newId() }, 'succeeded', { status: 'processing' }),
    ],
    ['that is no JSON', 'NOT_UNDERSTOOD', () => `not json ${newId()}`],
    ['with a byte order mark', 'NOT_UNDERSTOOD', () => `\uFEFF{} ${newId()}`],
    ['with a NUL', 'NOT_UNDERSTOOD', () => `\0 ${newId()}`],
  ])('%s is parked', async (_, reason, body) => {
    await isParked(reason, body());
  });

  it('of an unknown type is ignored', async () => {
    await isIgnored(JSON.stringify({ id: newId(), type: 'tax.rate', data: { object: {} } }));
  });

  it.each([
    { what: 'without a signature', status: 401, body: '{}', headers: { 'stripe-signature': '' } },
    {
      what: 'with another signature',
      status: 401,
      body: '{}',
      headers: { 'stripe-signature': 't=1800000000,v1=00' },
    },
    { what: 'that was changed', status: 401, body: '{ }', headers: { 'stripe-signature': signatureOf('{}') } },
    { what: 'of another type', status: 415, body: '{}', headers: { 'content-type': 'text/plain' } },
    { what: 'that is compressed', status: 415, body: '{}', headers: { 'content-encoding': 'gzip' } },
    { what: 'of 300 kB', status: 413, body: 'x'.repeat(300_000), headers: {} },
  ])('$what is refused with $status', async ({ status, body, headers }) => {
    expect(await send(body, headers)).toBe(status);
  });
});

const unknownOrder: OrderForTest = { orderId: newId(), customerId: 'ada', amountMinor: '2500' };

const providerIntentOf = async ({ orderId }: OrderForTest): Promise<{ id: string }> => {
  const query = encodeURIComponent(`metadata['order_id']:'${orderId}'`);
  const response = await payments.callProvider('GET', `/v1/payment_intents/search?query=${query}`);
  const [intent] = ((await response.json()) as { data: { id: string }[] }).data;
  if (intent === undefined) throw new Error('The provider has no intent of the order.');
  return intent;
};
