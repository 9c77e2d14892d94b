import { affectedBy, newId, rowsOf } from '@oms/database';
import { readEvents } from '@oms/messaging';
import { itStoresPayments } from '../../application/testing/payments-contract';
import type { Judge, Webhook } from '../../application/ports/webhooks';
import { paymentDecider } from '../../domain/payment/payment';
import { openPaymentsDatabase, type PaymentsDatabase } from '../testing/payments-database';
import { typeormAttemptQueue } from './sql-attempts';
import { typeormPaymentRepository } from './sql-payments';
import { typeormRefundQueue } from './sql-refunds';
import { typeormWebhookInbox } from './sql-webhooks';

const LEASE_MS = 8_000;
const typeNames: Readonly<Record<string, string>> = {
  'payments.payment-method-provided.v1': 'MethodProvided',
  'payments.payment-captured.v1': 'PaymentCaptured',
  'payments.payment-failed.v1': 'PaymentFailed',
  'payments.payment-refunded.v1': 'PaymentRefunded',
};

let payments: PaymentsDatabase;

beforeAll(async () => {
  payments = await openPaymentsDatabase();
});

afterAll(async () => {
  await payments.close();
});

const earlier = (table: string, ...columns: readonly string[]): string =>
  `update ${table} set ${columns.map((column) => `${column} = ${column} - make_interval(secs => $1 / 1000.0)`).join()}`;

const attemptsEarlier = earlier('attempts', 'due_at', 'leased_until', 'requested_at', 'charge_requested_at');
const refundsEarlier = earlier('refunds', 'due_at', 'leased_until');

describe('payments in PostgreSQL', () => {
  itStoresPayments(() => ({
    payments: typeormPaymentRepository(payments.database, 'simulator'),
    attempts: typeormAttemptQueue(payments.database, LEASE_MS),
    refunds: typeormRefundQueue(payments.database, LEASE_MS),
    newId,
    published: async (orderId) => {
      const events = await readEvents(payments.database.requests, { orderId });
      return events.map(({ type, sequence }) => [typeNames[type] ?? type, sequence] as const);
    },
    pass: async (ms) => {
      await affectedBy(payments.database.requests, attemptsEarlier, [ms]);
      await affectedBy(payments.database.requests, refundsEarlier, [ms]);
    },
  }));

  it('forget the method’s token once the outcome is known', async () => {
    const orderId = newId();
    const identity = { paymentId: newId(), orderId, customerId: 'ada' };
    const [amount, method] = [
      { amountMinor: 1n, currency: 'USD' },
      { type: 'CARD', token: 'pm_secret' },
    ] as const;
    const { change } = typeormPaymentRepository(payments.database, 'simulator');
    const causation = { correlationId: 'test' };
    const { decide } = paymentDecider;
    await change([
      {
        orderId,
        causation,
        decide: (payment) => decide({ type: 'RequestPayment', ...identity, amount, attempt: 1, method }, payment),
      },
    ]);
    const tokens = 'select method_token from attempts where order_id = $1';
    expect(await rowsOf(payments.database.requests, tokens, [orderId])).toEqual([{ method_token: 'pm_secret' }]);
    await change([
      {
        orderId,
        causation,
        decide: (payment) =>
          decide({ type: 'RecordDecline', attempt: 1, message: 'No.', providerReference: null }, payment),
      },
    ]);
    expect(await rowsOf(payments.database.requests, tokens, [orderId])).toEqual([{ method_token: null }]);
  });
});

describe('webhooks in PostgreSQL', () => {
  const webhooks = () => typeormWebhookInbox(payments.database, 'simulator');
  const unknown = (): Webhook => ({ eventId: newId(), type: 'charge.succeeded', news: undefined, body: '{}' });
  const handleAll: Judge = (waiting) => Promise.resolve(waiting.map(() => ({ kind: 'Handled' })));
  const stateOf = async ({ eventId }: Webhook) => {
    const text = 'select state, parked_because, body from webhooks where event_id = $1';
    return (await rowsOf(payments.database.requests, text, [eventId]))[0];
  };

  it('are judged once, however often they come', async () => {
    const webhook = unknown();
    await Promise.all(Array.from({ length: 50 }, () => webhooks().store(webhook)));
    const seen: string[] = [];
    const judge: Judge = (waiting) => {
      seen.push(...waiting.map(({ eventId }) => eventId));
      return Promise.resolve(waiting.map(() => ({ kind: 'Handled' })));
    };
    await webhooks().judge(100, judge);
    await webhooks().store(webhook);
    await webhooks().judge(100, judge);
    expect(seen.filter((id) => id === webhook.eventId)).toHaveLength(1);
    expect(await stateOf(webhook)).toEqual({ state: 'HANDLED', parked_because: null, body: null });
  });

  it('are kept with their text when they are parked', async () => {
    const webhook = unknown();
    await webhooks().store(webhook);
    await webhooks().judge(100, (waiting) =>
      Promise.resolve(waiting.map(() => ({ kind: 'Parked', because: 'NOT_UNDERSTOOD' }))),
    );
    expect(await stateOf(webhook)).toEqual({ state: 'PARKED', parked_because: 'NOT_UNDERSTOOD', body: '{}' });
  });

  it('are kept with the reason, and without their text, when nothing follows from them', async () => {
    const webhook = unknown();
    await webhooks().store(webhook);
    await webhooks().judge(100, (waiting) =>
      Promise.resolve(waiting.map(() => ({ kind: 'Ignored', because: 'Known.' }))),
    );
    const text = 'select state, parked_because, ignored_because, body from webhooks where event_id = $1';
    expect(await rowsOf(payments.database.requests, text, [webhook.eventId])).toEqual([
      { state: 'IGNORED', parked_because: null, ignored_because: 'Known.', body: null },
    ]);
  });

  it('do not keep others waiting when one of them is at fault, which is parked in the end', async () => {
    const [faulty, fine] = [unknown(), unknown()];
    await webhooks().store(faulty);
    await webhooks().store(fine);
    const judge: Judge = (waiting, stores) =>
      waiting.some(({ eventId }) => eventId === faulty.eventId)
        ? Promise.reject(new Error('A fault.'))
        : handleAll(waiting, stores);
    for (let run = 0; run < 7; run += 1)
      await webhooks()
        .judge(100, judge)
        .catch(() => undefined);
    expect(await stateOf(fine)).toMatchObject({ state: 'HANDLED' });
    expect(await stateOf(faulty)).toMatchObject({ state: 'PARKED', parked_because: 'FAULT' });
  });
});
