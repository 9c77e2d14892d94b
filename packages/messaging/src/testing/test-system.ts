import { type Context, defineEvent, type EventContract } from '@oms/contracts';
import { type Database, idempotencyTable, newId, openDatabase, rowsOf, type Tx } from '@oms/database';
import type { MigrationClass } from '@oms/database';
import { serviceOf, type RetryPolicy, type Service } from '@oms/kernel';
import { createLogger, createMetrics, type Metrics } from '@oms/telemetry';
import { type IsolatedNats, isolatedNats, testServers, type TestDatabase } from '@oms/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { z } from 'zod';
import { appendEvents } from '../append-events';
import { type Broker, connectBroker } from '../broker';
import { type Consumers, consumers } from '../consume/consumers';
import type { Handle } from '../consume/dispatch';
import { logService } from '../log/log-service';
import { relay } from '../log/relay';
import type { PartitionCount } from '../partition';
import { eventLogTables, messagingTables } from '../tables';

class CreateMessaging1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(messagingTables);
    await runner.query(eventLogTables);
    await runner.query(idempotencyTable);
    await runner.query('create table effects (id bigint generated always as identity, name text not null)');
  }

  async down(): Promise<void> {
    // A test database is dropped as a whole.
  }
}

export interface Parcel {
  readonly name: string;
}

const parcelEvent = (name: string): EventContract<Parcel> =>
  defineEvent<Parcel>({
    context: 'orders',
    name,
    version: 1,
    aggregateType: 'Parcel',
    description: 'Of these tests only.',
    data: z.object({ name: z.string() }),
  });

export const parcelPacked = parcelEvent('parcel-packed');
export const parcelSent = parcelEvent('parcel-sent');

const logger = createLogger({ name: 'test', level: 'silent' });
const quickRetry: RetryPolicy = { attemptsMax: 3, backoffMs: 5, backoffMaxMs: 20 };

/** A context of a test: its database, its connection to the broker, and whatever runs on them. */
export interface TestContext {
  readonly database: Database;
  readonly broker: Broker;
  readonly metrics: Metrics;
  /** Its relay, of which one is active, and what lets others read its log. */
  relays(): Service;
  consumes(publisher: Context, handle: Handle, partitions?: PartitionCount): Consumers;
  /** Commits one event of a new aggregate, or the next one of a given. */
  records(name: string, event?: NewParcelEvent): Promise<string>;
  /** What the handlers wrote, in order. */
  effects(): Promise<readonly string[]>;
  count(sql: string): Promise<number>;
  /** Whether this process is the one that publishes. */
  isPublishing(): Promise<boolean>;
  close(): Promise<void>;
}

export interface NewParcelEvent {
  readonly contract?: EventContract<Parcel>;
  readonly aggregateId?: string;
  readonly sequence?: number;
}

export const writeEffect = async (tx: Tx, name: string): Promise<void> => {
  await rowsOf(tx, 'insert into effects (name) values ($1)', [name]);
};

export const recordIn = async (tx: Tx, name: string, event: NewParcelEvent = {}): Promise<string> => {
  const { contract = parcelPacked, aggregateId = newId(), sequence = 1 } = event;
  await appendEvents(tx, [{ contract, aggregateId, sequence, data: { name }, causation: { correlationId: name } }]);
  return aggregateId;
};

export interface ContextPlace {
  /** Of the NATS server. */
  readonly url: string;
  /** Default: the tables as they are now. */
  readonly migrations?: readonly MigrationClass[];
}

export const openContext = async (
  context: Context,
  servers: TestDatabase<Context>,
  { url, migrations = [CreateMessaging1767225600000] }: ContextPlace,
): Promise<TestContext> => {
  const database = await openDatabase(servers.schemas[context], {
    entities: [],
    migrations,
    logger,
  });
  const broker = await connectBroker({ url, name: context, logger });
  const metrics = createMetrics({ service: context });
  const shared = { context, database, broker, logger, metrics };
  return {
    database,
    broker,
    metrics,
    relays: () => serviceOf(relay(shared), logService(shared)),
    consumes: (publisher, handle, partitions = 1) =>
      consumers({ ...shared, subscriptions: [{ publisher, handle }], retry: quickRetry, partitions }),
    records: (name, event) => database.transaction((tx) => recordIn(tx, name, event)),
    effects: async () =>
      (await rowsOf<{ name: string }>(database.work, 'select name from effects order by id')).map(({ name }) => name),
    count: async (sql) => {
      const [row] = await rowsOf<{ count: number }>(database.work, `select count(*)::int as count from ${sql}`);
      return row?.count ?? 0;
    },
    isPublishing: async () => (await metrics.registry.getSingleMetricAsString('oms_relay_active')).endsWith('} 1'),
    close: async () => {
      await broker.drain();
      await database.close();
    },
  };
};

export interface TestSystem {
  readonly nats: IsolatedNats;
  readonly servers: TestDatabase<Context>;
  readonly orders: TestContext;
  readonly payments: TestContext;
  /** Starts it, and stops it when the test is over. */
  run(...services: readonly Service[]): Promise<Service>;
  stopAll(): Promise<void>;
  close(): Promise<void>;
}

/** Two contexts with a broker of their own: orders publishes, payments subscribes. A database that is given is not dropped. */
export const openTestSystem = async (given?: TestDatabase<Context>): Promise<TestSystem> => {
  const nats = await isolatedNats();
  const servers = given ?? (await testServers<Context>(['orders', 'payments']));
  const orders = await openContext('orders', servers, nats);
  const payments = await openContext('payments', servers, nats);
  const running: Service[] = [];
  const stopAll = async (): Promise<void> => {
    for (let service = running.pop(); service !== undefined; service = running.pop()) await service.stop();
  };
  return {
    nats,
    servers,
    orders,
    payments,
    run: async (...services) => {
      const service = serviceOf(...services);
      await service.start();
      running.push(service);
      return service;
    },
    stopAll,
    close: async () => {
      await stopAll();
      await orders.close();
      await payments.close();
      if (given === undefined) await servers.drop();
      await nats.remove();
    },
  };
};
