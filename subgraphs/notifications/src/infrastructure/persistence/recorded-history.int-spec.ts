import { notificationFailed, notificationSent, type Envelope } from '@oms/contracts';
import { newId, openDatabase, type Database } from '@oms/database';
import type { Id } from '@oms/kernel';
import { readEvents } from '@oms/messaging';
import { createLogger } from '@oms/telemetry';
import { testServers, type TestServers } from '@oms/testing';
import fc from 'fast-check';
import type { DueNotification } from '../../application/ports/delivery-queue';
import type { NotificationView } from '../../application/ports/notification-views';
import { confirmation } from '../../application/testing/notification-repository-contract';
import type { DeliveryResult } from '../../domain/notification/delivery';
import { typeormDeliveryQueue } from './delivery-queue';
import { entities } from './entities';
import { migrations } from './migrations';
import { typeormNotificationRepository } from './notification-repository';
import { typeormNotificationViews } from './notification-views';

const schema = 'notifications';
const HISTORIES = 40;

/** What the events of a notification make of it. */
type Folded = Pick<NotificationView, 'status' | 'error' | 'channel' | 'kind' | 'orderId'>;

const fold = (before: Folded, { type, data }: Envelope): Folded => {
  if (type === notificationSent.type) {
    const { channel, kind, orderId } = notificationSent.data.parse(data);
    return { status: 'SENT', error: null, channel, kind, orderId: orderId as Id<'Order'> };
  }
  expect(type).toBe(notificationFailed.type);
  expect(before.status).toBe('QUEUED');
  const { channel, kind, orderId, error } = notificationFailed.data.parse(data);
  return { status: 'FAILED', error, channel, kind, orderId: orderId as Id<'Order'> };
};

/** Either the next attempt of all that can be claimed, or a result of one of the attempts made so far. */
type Step =
  { readonly type: 'Claim' } | { readonly type: 'Record'; readonly attempt: number; readonly result: DeliveryResult };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>({ type: 'Claim' }),
  fc.record({
    type: fc.constant('Record' as const),
    attempt: fc.nat({ max: 5 }),
    result: fc.constantFrom<DeliveryResult>(
      { kind: 'Sent' },
      { kind: 'Failed', reason: 'No such address.' },
      { kind: 'Retry', afterMs: 0, reason: 'It is busy.' },
    ),
  }),
);

describe('the row of a notification', () => {
  let servers: TestServers<typeof schema>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers([schema]);
    const logger = createLogger({ name: schema, level: 'silent' });
    database = await openDatabase(servers.schemas[schema], { entities, migrations, logger });
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  /** Two notifications of a new order, whose leases end at once, so that several attempts can be in flight. */
  const runAll = async (steps: readonly Step[]): Promise<Id<'Order'>> => {
    const orderId = newId<'Order'>();
    const queue = typeormDeliveryQueue(database);
    const attempts: DueNotification[] = [];
    await database.requests.query('truncate notifications');
    await database.transaction((tx) =>
      typeormNotificationRepository(tx).add(
        (['EMAIL', 'SMS'] as const).map((channel) => ({ ...confirmation, orderId, eventId: newId(), channel })),
      ),
    );
    for (const step of steps) {
      if (step.type === 'Claim') attempts.push(...(await queue.claim({ limit: 2, leaseMs: 0, except: [] })));
      const made = step.type === 'Record' ? attempts[step.attempt] : undefined;
      if (step.type === 'Record' && made !== undefined)
        await queue.record([{ id: made.id, attempts: made.attempts, result: step.result }]);
    }
    return orderId;
  };

  it('is what its recorded events add up to', async () => {
    const ended = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 12, size: 'max' }), async (steps) => {
        const orderId = await runAll(steps);
        const events = await readEvents(database.requests, { orderId });
        for (const row of await typeormNotificationViews(database.requests).ofOrders([orderId])) {
          const { status, error, channel, kind } = row;
          const queued: Folded = { status: 'QUEUED', error, channel, kind, orderId };
          const own = events.filter(({ subject }) => subject === row.id);
          expect(own.reduce(fold, queued)).toEqual({ status, error, channel, kind, orderId });
          expect(own.map(({ sequence }) => sequence)).toEqual(status === 'QUEUED' ? [] : [1]);
          expect(own.map(({ correlationid }) => correlationid)).toEqual(own.map(() => 'a-checkout'));
          ended.add(status);
        }
      }),
      { numRuns: HISTORIES },
    );
    expect([...ended].sort()).toEqual(['FAILED', 'QUEUED', 'SENT']);
  });
});
