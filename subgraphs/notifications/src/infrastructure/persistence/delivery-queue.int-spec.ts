import { type Database, newId, openDatabase, rowsOf } from '@oms/database';
import { createLogger, createMetrics } from '@oms/telemetry';
import { raceAgainstItself, RACERS, rotated, testServers, type TestServers } from '@oms/testing';
import type { DueNotification } from '../../application/ports/delivery-queue';
import type { NewNotification } from '../../application/ports/notification-repository';
import { adasOrder, confirmation } from '../../application/testing/notification-repository-contract';
import { typeormDeliveryQueue } from './delivery-queue';
import { entities } from './entities';
import { migrations } from './migrations';
import { typeormNotificationRepository } from './notification-repository';
import { typeormOrderCopyRepository } from './order-copy-repository';

const schema = 'notifications';
const BATCH = 100;
const LEASE_MS = 60_000;

const metrics = createMetrics({ service: schema });
let servers: TestServers<typeof schema>;
let database: Database;

beforeAll(async () => {
  servers = await testServers([schema]);
  // Every racer has a connection, so that all of them wait for the row and none for the pool.
  const config = { url: servers.schemas[schema].url, schema, poolMax: 2 * RACERS };
  database = await openDatabase(config, {
    entities,
    migrations,
    logger: createLogger({ name: schema, level: 'silent' }),
    metrics,
  });
});

afterAll(async () => {
  await database.close();
  await servers.drop();
});

const everyRacer = { isAccepted: () => true, acceptedExpected: RACERS, metrics };
const noHistory = () => Promise.resolve([]);

const newNotifications = (): readonly NewNotification[] =>
  Array.from({ length: BATCH }, () => ({ ...confirmation, eventId: newId() }));

const add = (batch: readonly NewNotification[]): Promise<void> =>
  database.transaction((tx) => typeormNotificationRepository(tx).add(batch));

const added = async (batch: readonly NewNotification[]): Promise<readonly DueNotification[]> => {
  await add(batch);
  const text = `select id, channel, recipient, subject, body, attempts
    from notifications where event_id = any($1::uuid[])`;
  return rowsOf<DueNotification>(database.requests, text, [batch.map(({ eventId }) => eventId)]);
};

describe('a statement of notifications that races itself', () => {
  it('keeps one copy of each order', async () => {
    const orders = Array.from({ length: BATCH }, () => ({ ...adasOrder, orderId: newId<'Order'>() }));
    await raceAgainstItself({
      ...everyRacer,
      command: (racer) => database.transaction((tx) => typeormOrderCopyRepository(tx).add(rotated(orders, racer))),
      histories: noHistory,
    });
    const ids = orders.map(({ orderId }) => orderId);
    expect(await database.transaction((tx) => typeormOrderCopyRepository(tx).find(ids))).toHaveLength(BATCH);
  });

  it('queues each notification once', async () => {
    const batch = newNotifications();
    await raceAgainstItself({
      ...everyRacer,
      command: (racer) => add(rotated(batch, racer)),
      histories: noHistory,
    });
    const text = 'select 1 from notifications where event_id = any($1::uuid[])';
    expect(await rowsOf(database.requests, text, [batch.map(({ eventId }) => eventId)])).toHaveLength(BATCH);
  });

  it('gives each notification to one worker', async () => {
    const due = new Set((await added(newNotifications())).map(({ id }) => id));
    const claimed = await raceAgainstItself({
      ...everyRacer,
      command: () => typeormDeliveryQueue(database).claim({ limit: BATCH, leaseMs: LEASE_MS, except: [] }),
      histories: noHistory,
    });
    const ids = claimed.flat().flatMap(({ id }) => (due.has(id) ? [id] : []));
    expect(ids.sort()).toEqual([...due].sort());
  });

  it('records the result of a notification once', async () => {
    const due = await added(newNotifications());
    const sequences = `select array_agg(sequence order by sequence) as sequences from events
      where aggregate_id = any($1::text[]) group by aggregate_id`;
    const recorded = async (): Promise<readonly (readonly number[])[]> =>
      (await rowsOf<{ sequences: number[] }>(database.requests, sequences, [due.map(({ id }) => id)])).map(
        (row) => row.sequences,
      );
    await raceAgainstItself({
      ...everyRacer,
      command: (racer) =>
        typeormDeliveryQueue(database).record(
          rotated(due, racer).map(({ id, attempts }) => ({ id, attempts, result: { kind: 'Sent' } as const })),
        ),
      histories: recorded,
    });
    expect(await recorded()).toEqual(due.map(() => [1]));
  });
});
