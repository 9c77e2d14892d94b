import { type Database, newId, openDatabase, rowsOf } from '@oms/database';
import { createLogger, createMetrics } from '@oms/telemetry';
import { raceAgainstItself, RACERS, rotated, testServers, type TestServers } from '@oms/testing';
import type { DueMessage, NewMessage } from '../../application/ports/customer-messages';
import { adasOrder } from '../../application/testing/notifications-contract';
import { notificationTables } from './notification-tables';
import { sqlDeliveries } from './sql-deliveries';
import { sqlKnownOrders } from './sql-known-orders';
import { sqlOutgoing } from './sql-outgoing';

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
    ...notificationTables,
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

const messages = (): readonly NewMessage[] =>
  Array.from({ length: BATCH }, () => ({
    eventId: newId(),
    order: adasOrder,
    kind: 'ORDER_CONFIRMED',
    channel: 'EMAIL',
    recipient: 'ada@example.com',
    subject: 'Confirmed',
    body: 'It is.',
  }));

const queue = (batch: readonly NewMessage[]): Promise<void> =>
  database.transaction((tx) => sqlOutgoing(tx, (id) => ({ correlationId: id })).queue(batch));

const queued = async (batch: readonly NewMessage[]): Promise<readonly DueMessage[]> => {
  await queue(batch);
  const text = `select id, order_id as "orderId", kind, channel, recipient, subject, body, attempts
    from notifications where event_id = any($1::uuid[])`;
  return rowsOf<DueMessage>(database.requests, text, [batch.map(({ eventId }) => eventId)]);
};

describe('a command of notifications that races itself', () => {
  it('remembers each order once', async () => {
    const orders = Array.from({ length: BATCH }, () => ({ ...adasOrder, orderId: newId() }));
    await raceAgainstItself({
      ...everyRacer,
      command: (racer) => database.transaction((tx) => sqlKnownOrders(tx).remember(rotated(orders, racer))),
      histories: noHistory,
    });
    const ids = orders.map(({ orderId }) => orderId);
    expect(await database.transaction((tx) => sqlKnownOrders(tx).find(ids))).toHaveLength(BATCH);
  });

  it('queues each message once', async () => {
    const batch = messages();
    await raceAgainstItself({
      ...everyRacer,
      command: (racer) => queue(rotated(batch, racer)),
      histories: noHistory,
    });
    const text = 'select 1 from notifications where event_id = any($1::uuid[])';
    expect(await rowsOf(database.requests, text, [batch.map(({ eventId }) => eventId)])).toHaveLength(BATCH);
  });

  it('lends each message to one worker', async () => {
    const due = new Set((await queued(messages())).map(({ id }) => id));
    const lent = await raceAgainstItself({
      ...everyRacer,
      command: () => sqlDeliveries(database).claim({ limit: BATCH, leaseMs: LEASE_MS, except: [] }),
      histories: noHistory,
    });
    const ids = lent.flat().flatMap(({ id }) => (due.has(id) ? [id] : []));
    expect(ids.sort()).toEqual([...due].sort());
  });

  it('records what became of a message once', async () => {
    const due = await queued(messages());
    const sequences = `select array_agg(sequence order by sequence) as sequences from events
      where aggregate_id = any($1::text[]) group by aggregate_id`;
    const recorded = async (): Promise<readonly (readonly number[])[]> =>
      (await rowsOf<{ sequences: number[] }>(database.requests, sequences, [due.map(({ id }) => id)])).map(
        (row) => row.sequences,
      );
    await raceAgainstItself({
      ...everyRacer,
      command: (racer) =>
        sqlDeliveries(database).settle(
          rotated(due, racer).map((message) => ({ message, verdict: { kind: 'sent' } as const })),
        ),
      histories: recorded,
    });
    expect(await recorded()).toEqual(due.map(() => [1]));
  });
});
