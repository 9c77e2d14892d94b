import { affectedBy, newId, rowsOf } from '@oms/database';
import type {
  ProcessWebhooks,
  ProviderNotification,
  WaitingWebhook,
  Webhook,
} from '../../application/ports/webhook-inbox';
import { openPaymentsDatabase, type PaymentsDatabase } from '../../testing/payments-database';
import { typeormWebhookInbox } from './webhook-inbox';

let payments: PaymentsDatabase;

beforeAll(async () => {
  payments = await openPaymentsDatabase();
});

afterAll(async () => {
  await payments.close();
});

describe('webhooks in PostgreSQL', () => {
  const inbox = () => typeormWebhookInbox(payments.database, 'simulator');
  const unknown = (): Webhook => ({ eventId: newId(), type: 'charge.succeeded', notification: undefined, body: '{}' });
  const handleAll: ProcessWebhooks = (waiting) => Promise.resolve(waiting.map(() => ({ kind: 'Handled' })));
  const stateOf = async ({ eventId }: Webhook) => {
    const text = 'select state, parked_because, body from webhooks where event_id = $1';
    return (await rowsOf(payments.database.requests, text, [eventId]))[0];
  };

  it('are processed once, however often they arrive', async () => {
    const webhook = unknown();
    await Promise.all(Array.from({ length: 50 }, () => inbox().store(webhook)));
    const seen: string[] = [];
    const process: ProcessWebhooks = (waiting) => {
      seen.push(...waiting.map(({ eventId }) => eventId));
      return Promise.resolve(waiting.map(() => ({ kind: 'Handled' })));
    };
    await inbox().process(100, process);
    await inbox().store(webhook);
    await inbox().process(100, process);
    expect(seen.filter((id) => id === webhook.eventId)).toHaveLength(1);
    expect(await stateOf(webhook)).toEqual({ state: 'HANDLED', parked_because: null, body: null });
  });

  it('are stored with their text when they are parked', async () => {
    const webhook = unknown();
    await inbox().store(webhook);
    await inbox().process(100, (waiting) =>
      Promise.resolve(waiting.map(() => ({ kind: 'Parked', reason: 'NOT_UNDERSTOOD' }))),
    );
    expect(await stateOf(webhook)).toEqual({ state: 'PARKED', parked_because: 'NOT_UNDERSTOOD', body: '{}' });
  });

  it('are stored with the reason, and without their text, when nothing follows from them', async () => {
    const webhook = unknown();
    await inbox().store(webhook);
    await inbox().process(100, (waiting) =>
      Promise.resolve(waiting.map(() => ({ kind: 'Ignored', reason: 'Known.' }))),
    );
    const text = 'select state, parked_because, ignored_because, body from webhooks where event_id = $1';
    expect(await rowsOf(payments.database.requests, text, [webhook.eventId])).toEqual([
      { state: 'IGNORED', parked_because: null, ignored_because: 'Known.', body: null },
    ]);
  });

  it('do not delay others when one of them is at fault, which is parked in the end', async () => {
    const [faulty, fine] = [unknown(), unknown()];
    await inbox().store(faulty);
    await inbox().store(fine);
    const process: ProcessWebhooks = (waiting, repository) =>
      waiting.some(({ eventId }) => eventId === faulty.eventId)
        ? Promise.reject(new Error('A fault.'))
        : handleAll(waiting, repository);
    for (let run = 0; run < 7; run += 1)
      await inbox()
        .process(100, process)
        .catch(() => undefined);
    expect(await stateOf(fine)).toMatchObject({ state: 'HANDLED' });
    expect(await stateOf(faulty)).toMatchObject({ state: 'PARKED', parked_because: 'FAULT' });
  });

  const orderId = newId<'Order'>();
  const attempt = { paymentId: newId<'Payment'>(), orderId, attempt: 1 };
  const insertEarlier = `insert into webhooks (provider, event_id, type, state, news)
    values ('simulator', $1, 'payment_intent.any', 'RECEIVED', $2)`;

  it.each([
    [
      { attempt, finding: { kind: 'Captured', providerReference: 'pi_1', amountMinor: '2500', currency: 'USD' } },
      {
        attempt,
        result: { kind: 'Captured', providerReference: 'pi_1', amount: { amountMinor: 2_500n, currency: 'USD' } },
      },
    ],
    [
      { attempt, finding: { kind: 'Forestalled' } },
      { attempt, result: { kind: 'Voided' } },
    ],
    [{ passing: 'Created' }, { interim: 'Created' }],
    [{ passing: 'OfNoConcern' }, { interim: 'Unrelated' }],
  ])('that an earlier version stored are processed: %j', async (news, notification) => {
    const eventId = newId();
    await affectedBy(payments.database.requests, insertEarlier, [eventId, JSON.stringify(news)]);
    const seen: WaitingWebhook[] = [];
    await inbox().process(100, (waiting, repository) => {
      seen.push(...waiting);
      return handleAll(waiting, repository);
    });
    expect(seen.find((webhook) => webhook.eventId === eventId)?.notification).toEqual(notification);
  });

  it.each<ProviderNotification>([
    {
      attempt,
      result: { kind: 'Captured', providerReference: 'pi_1', amount: { amountMinor: 2_500n, currency: 'USD' } },
    },
    { attempt, result: { kind: 'Declined', providerReference: null, message: 'No.' } },
    { attempt, result: { kind: 'Voided' } },
    { interim: 'Processing' },
  ])('come back as they were stored: $result.kind $interim', async (notification) => {
    const webhook: Webhook = { eventId: newId(), type: 'payment_intent.any', notification, body: null };
    await inbox().store(webhook);
    const seen: WaitingWebhook[] = [];
    await inbox().process(100, (waiting, repository) => {
      seen.push(...waiting);
      return handleAll(waiting, repository);
    });
    expect(seen.find(({ eventId }) => eventId === webhook.eventId)).toEqual({ ...webhook, causation: null });
  });
});
