import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { orderCreated, type OrderCreated } from '@oms/contracts';
import { type Database, newId, openDatabase, rowsOf } from '@oms/database';
import { serviceOf, type Service } from '@oms/kernel';
import { embeddedNats, embeddedPostgres, ensureSchemas, freePort, urlWith } from '@oms/launcher';
import {
  appendEvents,
  type Broker,
  connectBroker,
  dispatch,
  eventLogTables,
  eventMessaging,
  type EventMessaging,
  messagingTables,
  on,
} from '@oms/messaging';
import { createLogger, createMetrics } from '@oms/telemetry';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { quantile } from '../http-load';

const BACKLOG = 1_000_000;
/** One statement, well within its time limit. */
const FILL_ROWS = 20_000;
const PROBES = 100;
const PROBE_EVERY_MS = 100;
const POLL_MS = 1;
const GIVE_UP_MS = 300_000;
const STARTUP_MS = 60_000;
const DATABASE = 'bench_log';
const contexts = ['orders', 'inventory', 'payments'] as const;

type BenchContext = (typeof contexts)[number];

export interface CatchUp {
  readonly backlog: number;
  /** From the commit of an event to its effect in a context that is up to date, while the other one catches up. */
  readonly probe: { readonly p50Ms: number; readonly maxMs: number };
  /** Events per second that the context applied while it caught up. */
  readonly eventsPerSecond: number;
}

class CreateLog1795700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(messagingTables);
    await runner.query(eventLogTables);
    await runner.query('create table applied (event_id uuid primary key)');
  }

  async down(): Promise<void> {
    // The cluster is deleted after the run.
  }
}

const logger = createLogger({ name: 'bench', level: 'silent' });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const money = { amountMinor: '2500', currency: 'USD' };

const dataOf = (orderId: string): OrderCreated => ({
  orderId,
  number: 'A-1',
  customerId: 'ada',
  source: 'API',
  lines: [{ sku: 'TEA', name: 'Tea', quantity: 1, unitPrice: money }],
  total: money,
  contact: { email: null, phone: null },
  shippingAddress: {
    name: 'Ada',
    line1: 'Main Street 1',
    line2: null,
    city: 'London',
    region: null,
    postalCode: 'N1',
    countryCode: 'GB',
  },
  paymentMethodGiven: true,
});

const record = `
with made as (
  insert into events
    (id, type, aggregate_type, aggregate_id, sequence, order_id, correlation_id, schema_version, data, occurred_at)
  select id, $1, 'Order', id, 1, id, 'bench', 1, $2::json, now()
  from (select gen_random_uuid() as id from generate_series(1, $3::integer)) as ids returning id)
insert into event_log (position, event_id)
select $4::bigint + row_number() over (), id from made`;

const setHead = `
update event_log_head set position = (select max(position) from event_log),
  horizon = pg_snapshot_xmin(pg_current_snapshot())`;

/** Records a million events, with their positions in the log. */
const fill = async (database: Database): Promise<void> => {
  const data = JSON.stringify(dataOf('0192f0c1-7a10-7000-8000-000000000001'));
  for (let done = 0; done < BACKLOG; done += FILL_ROWS)
    await rowsOf(database.work, record, [orderCreated.type, data, FILL_ROWS, done]);
  await rowsOf(database.work, setHead);
  await rowsOf(database.work, 'analyze events');
};

const messagingOf = (context: BenchContext, database: Database, broker: Broker): EventMessaging => {
  const handle = dispatch(
    on(orderCreated, async (tx, events) => {
      await rowsOf(tx, 'insert into applied select unnest($1::uuid[])', [events.map(({ id }) => id)]);
    }),
  );
  const subscriptions = context === 'orders' ? [] : [{ publisher: 'orders' as const, handle }];
  const metrics = createMetrics({ service: context });
  return eventMessaging({ context, database, broker, subscriptions, logger, metrics });
};

const positionOf = async (database: Database): Promise<number> => {
  const cursor = `select position::float8 from cursors where publisher = 'orders'`;
  return (await rowsOf<{ position: number }>(database.requests, cursor))[0]?.position ?? 0;
};

const publish = async (database: Database): Promise<string> => {
  const orderId = newId();
  const [event] = await database.transaction((tx) =>
    appendEvents(tx, [
      {
        contract: orderCreated,
        aggregateId: orderId,
        orderId,
        sequence: 1,
        data: dataOf(orderId),
        causation: { correlationId: 'bench' },
      },
    ]),
  );
  return event?.id ?? '';
};

/** Milliseconds until the event has taken effect. */
const untilApplied = async (database: Database, eventId: string): Promise<number> => {
  const begun = performance.now();
  for (;;) {
    const rows = await rowsOf(database.requests, 'select 1 from applied where event_id = $1', [eventId]);
    const waitedMs = performance.now() - begun;
    if (rows.length > 0) return waitedMs;
    if (waitedMs > GIVE_UP_MS) throw new Error('An event was not applied.');
    await pause(POLL_MS);
  }
};

const measure = async (databases: Readonly<Record<BenchContext, Database>>): Promise<CatchUp> => {
  const begun = performance.now();
  const from = await positionOf(databases.payments);
  const waits: number[] = [];
  for (let probe = 0; probe < PROBES; probe += 1) {
    waits.push(await untilApplied(databases.inventory, await publish(databases.orders)));
    await pause(PROBE_EVERY_MS);
  }
  const sorted = waits.toSorted((one, other) => one - other);
  let position = await positionOf(databases.payments);
  const within = { p50Ms: quantile(sorted, 0.5), maxMs: sorted.at(-1) ?? NaN };
  while (position < BACKLOG && performance.now() - begun < GIVE_UP_MS) {
    await pause(PROBE_EVERY_MS);
    position = await positionOf(databases.payments);
  }
  const seconds = (performance.now() - begun) / 1_000;
  return { backlog: BACKLOG, probe: within, eventsPerSecond: (position - from) / seconds };
};

/** Measures how fast a context applies a backlog of a million events, and the latency of another context meanwhile. */
export const catchUp = async (folder: string): Promise<CatchUp> => {
  const password = randomBytes(16).toString('hex');
  const postgresPort = await freePort();
  const place = { folder: join(folder, 'log-postgres'), port: postgresPort, password };
  const postgres = await embeddedPostgres({ ...place, logFile: join(folder, 'log-postgres.log'), settings: {} });
  const nats = await embeddedNats({
    folder: join(folder, 'log-nats'),
    port: await freePort(),
    monitoringPort: await freePort(),
    logFile: join(folder, 'log-nats.log'),
  });
  const owners = contexts.map((schema) => ({ schema, role: `bench_${schema}`, password }));
  await ensureSchemas(postgres.url, DATABASE, owners);
  const open = (schema: BenchContext): Promise<Database> =>
    openDatabase(
      { url: urlWith(postgres.url, { database: DATABASE, role: `bench_${schema}`, password }), schema },
      { entities: [], migrations: [CreateLog1795700000000], logger, startupTimeoutMs: STARTUP_MS },
    );
  const databases = {
    orders: await open('orders'),
    inventory: await open('inventory'),
    payments: await open('payments'),
  };
  const broker = await connectBroker({ url: nats.url, name: 'bench', logger, startupTimeoutMs: STARTUP_MS });
  let running: Service = serviceOf();
  try {
    await fill(databases.orders);
    await rowsOf(
      databases.inventory.work,
      `insert into cursors (publisher, slots, position) values ('orders', 65535, $1)`,
      [BACKLOG],
    );
    running = serviceOf(...contexts.map((context) => messagingOf(context, databases[context], broker)));
    await running.start();
    return await measure(databases);
  } finally {
    await running.stop();
    await broker.drain();
    for (const context of contexts) await databases[context].close();
    await nats.stop();
    await postgres.stop();
  }
};
