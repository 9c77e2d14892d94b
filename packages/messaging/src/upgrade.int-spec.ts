import { type Context, deadLetterDismissed, deadLetterRetryRequested } from '@oms/contracts';
import { type Database, idempotencyTable, newId, openDatabase, rowsOf } from '@oms/database';
import type { Service } from '@oms/kernel';
import { createLogger } from '@oms/telemetry';
import { eventually, type IsolatedNats, isolatedNats, type TestDatabase, testServers } from '@oms/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendEvents } from './append-events';
import { dispatch, on } from './consume/dispatch';
import { eventLogTables, messagingTables } from './tables';
import { openContext, type Parcel, parcelPacked, type TestContext, writeEffect } from './testing/test-system';

const TIMEOUT = { withinMs: 20_000 };

class WithoutLog1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(messagingTables);
    await runner.query(idempotencyTable);
    await runner.query('create table effects (id bigint generated always as identity, name text not null)');
  }

  async down(): Promise<void> {
    // A test database is dropped as a whole.
  }
}

class WithLog1767225600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(eventLogTables);
  }

  async down(): Promise<void> {
    // Migrations go forward only.
  }
}

const before = [WithoutLog1767225600000];
const after = [...before, WithLog1767225600001];
const logger = createLogger({ name: 'test', level: 'silent' });

const record = `
insert into events (id, type, aggregate_type, aggregate_id, sequence, correlation_id, schema_version, data, occurred_at, published_at, stream_sequence)
values ($1, $2, 'Parcel', $3, $4, 'before', 1, $5, $6, $7, $8)`;
const note = `insert into inbox (consumer, message_id, handled_at) values ('payments.orders', $1, $2)`;
const giveUp = `
insert into dead_letters (id, consumer, subject, message_id, message, error, deliveries, version)
values ($1, 'payments.orders', $2, $3, $4, 'Broken.', 8, 1)`;
const attempt = `insert into delivery_attempts (consumer, message_id, attempts) values ('payments.orders', $1, 3)`;

interface Recorded {
  readonly id: string;
  readonly aggregateId: string;
  readonly name: string;
}

const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

describe('a schema of before the log', () => {
  let nats: IsolatedNats;
  let servers: TestDatabase<Context>;
  let orders: TestContext;
  let payments: TestContext;
  let running: readonly Service[] = [];
  const aggregateId = newId();
  const special = 'said "hällo" \\ and went';
  const [textLetter, bytesLetter] = [newId(), newId()];

  const inOldSchema = async (context: Context, work: (database: Database) => Promise<void>): Promise<void> => {
    const database = await openDatabase(servers.schemas[context], { entities: [], migrations: before, logger });
    await work(database);
    await database.close();
  };

  const messageOf = ({ id, aggregateId: subject, name }: Recorded): string =>
    JSON.stringify({
      specversion: '1.0',
      id,
      source: '/orders',
      type: parcelPacked.type,
      subject,
      time: minutesAgo(50).toISOString(),
      datacontenttype: 'application/json',
      aggregatetype: 'Parcel',
      sequence: 1,
      correlationid: 'before',
      schemaversion: 1,
      data: { name } satisfies Parcel,
    });

  const dead: Recorded = { id: newId(), aggregateId: newId(), name: special };
  const handled: Recorded = { id: newId(), aggregateId, name: 'handled' };
  const failing: Recorded = { id: newId(), aggregateId: newId(), name: 'failed, to be tried again' };
  const published: Recorded = { id: newId(), aggregateId, name: 'published' };
  const unpublished: Recorded = { id: newId(), aggregateId, name: 'not published' };
  const ancient: Recorded = { id: newId(), aggregateId: newId(), name: 'handled, and long out of the inbox' };

  const recordBefore = async (database: Database): Promise<void> => {
    const all = [ancient, dead, handled, failing, published, unpublished];
    for (const [index, event] of all.entries()) {
      const earlier = all.slice(0, index).filter((other) => other.aggregateId === event.aggregateId);
      const at = event === ancient ? minutesAgo(60 * 24 * 30) : minutesAgo(50);
      const isPublished = event !== unpublished;
      await rowsOf(database.work, record, [
        event.id,
        parcelPacked.type,
        event.aggregateId,
        earlier.length + 1,
        JSON.stringify({ name: event.name }),
        at,
        isPublished ? at : null,
        isPublished ? index + 1 : null,
      ]);
    }
  };

  const consumeBefore = async (database: Database): Promise<void> => {
    // The inbox begins after all of them were recorded.
    for (const { id } of [dead, handled]) await rowsOf(database.work, note, [id, minutesAgo(40)]);
    await rowsOf(database.work, attempt, [failing.id]);
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x7b]);
    await rowsOf(database.work, giveUp, [textLetter, parcelPacked.subject, dead.id, Buffer.from(messageOf(dead))]);
    await rowsOf(database.work, giveUp, [bytesLetter, parcelPacked.subject, newId(), bytes]);
  };

  beforeEach(async () => {
    nats = await isolatedNats();
    servers = await testServers<Context>(['orders', 'payments']);
    await inOldSchema('orders', recordBefore);
    await inOldSchema('payments', consumeBefore);
    orders = await openContext('orders', servers, { ...nats, migrations: after });
    payments = await openContext('payments', servers, { ...nats, migrations: after });
    // As the relay of the previous version made it.
    await orders.broker.jsm.streams.add({ name: 'ORDERS', subjects: ['oms.orders.>'] });
    for (const event of [ancient, dead, handled, failing, published])
      await orders.broker.js.publish(parcelPacked.subject, messageOf(event), { msgID: event.id });
    const writesNames = dispatch(
      on(parcelPacked, async (tx, events) => {
        for (const { data } of events) await writeEffect(tx, data.name);
      }),
    );
    running = [orders.relays(), payments.consumes('orders', writesNames)];
    for (const service of running) await service.start();
  });

  afterEach(async () => {
    for (const service of running) await service.stop();
    await orders.close();
    await payments.close();
    await servers.drop();
    await nats.remove();
  });

  const requestFromConsole = (
    deadLetterId: string,
    contract: typeof deadLetterDismissed | typeof deadLetterRetryRequested,
  ): Promise<unknown> =>
    orders.database.transaction((tx) =>
      appendEvents(tx, [
        {
          contract,
          aggregateId: deadLetterId,
          sequence: 1,
          causation: { correlationId: 'operator' },
          data: { deadLetterId, consumer: 'payments.orders', reason: 'Not needed.' },
        },
      ]),
    );

  const untilEffects = (names: readonly string[]): Promise<void> =>
    eventually(async () => {
      expect(await payments.effects()).toEqual(names);
    }, TIMEOUT);

  const statusOf = async (id: string): Promise<string | undefined> =>
    (await rowsOf<{ status: string }>(payments.database.work, 'select status from dead_letters where id = $1', [id]))[0]
      ?.status;

  const open = [failing.name, published.name, unpublished.name];

  it('goes on with what was not applied, and applies nothing twice', async () => {
    await untilEffects(open);
    await orders.records('new', { aggregateId, sequence: 4 });
    await untilEffects([...open, 'new']);
  });

  it('has its open dead letters, which can be tried again and dismissed', async () => {
    await untilEffects(open);
    await requestFromConsole(textLetter, deadLetterRetryRequested);
    await untilEffects([...open, special]);
    await eventually(async () => {
      expect(await statusOf(textLetter)).toBe('RESOLVED');
    }, TIMEOUT);
    await requestFromConsole(bytesLetter, deadLetterDismissed);
    await eventually(async () => {
      expect(await statusOf(bytesLetter)).toBe('DISMISSED');
      expect(await payments.count('parked_events')).toBe(0);
    }, TIMEOUT);
    expect(await payments.effects()).toEqual([...open, special]);
  });

  it('shows a dead letter that is no text, and has it fail again when it is tried again', async () => {
    await requestFromConsole(bytesLetter, deadLetterRetryRequested);
    await eventually(async () => {
      const [letter] = await rowsOf(
        payments.database.work,
        'select message, status, deliveries, error from dead_letters where id = $1',
        [bytesLetter],
      );
      expect(letter).toEqual({
        message: '\\377\\376\\000{',
        status: 'OPEN',
        deliveries: 9,
        error: expect.stringContaining('Is no event'),
      });
    }, TIMEOUT);
  });
});
