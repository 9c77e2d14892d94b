import { join } from 'node:path';
import { type Broker, connectBroker } from '@oms/messaging';
import { playedLog, type PlayedLog } from '@oms/messaging/testing';
import { createLogger } from '@oms/telemetry';
import {
  eventually,
  type IsolatedNats,
  isolatedNats,
  type IsolatedPostgres,
  isolatedPostgres,
  type TestProcess,
  testProcess,
} from '@oms/testing';
import { Client } from 'pg';

const main = join(__dirname, '..', 'dist', 'main.js');
const nowhere = 'http://127.0.0.1:9';
/** A stopped server is detected by what it does not answer; the failure then has to last 5 s. */
const NOTICED = { withinMs: 40_000 };
const STEADY = { status: 200, checks: { database: 'ok', publishing: 'ok', consuming: 'ok' } };

describe('the readiness of inventory', () => {
  let postgres: IsolatedPostgres<'inventory'>;
  let nats: IsolatedNats;
  let broker: Broker;
  let orders: PlayedLog;
  let inventory: TestProcess;
  let events = 0;

  beforeAll(async () => {
    [postgres, nats] = await Promise.all([isolatedPostgres(['inventory']), isolatedNats()]);
    const logger = createLogger({ name: 'test', level: 'silent' });
    broker = await connectBroker({ url: nats.url, name: 'test', logger });
    orders = await playedLog(broker, 'orders');
    inventory = await testProcess({
      main,
      env: {
        DATABASE_URL: postgres.schemas.inventory.url,
        NATS_URL: nats.url,
        JWKS_URL: `${nowhere}/jwks`,
        TOKEN_ISSUER: nowhere,
        TOKEN_AUDIENCE: 'oms',
      },
    });
  });

  afterAll(async () => {
    await inventory.remove();
    orders.close();
    await broker.drain();
    await nats.remove();
    await postgres.remove();
  });

  const readiness = async () => {
    const response = await fetch(`${inventory.url}/readyz`);
    const { checks } = (await response.json()) as { checks: Record<string, string> };
    return { status: response.status, checks };
  };

  const becomes = (expected: object): Promise<void> =>
    eventually(async () => {
      expect(await readiness()).toMatchObject(expected);
    }, NOTICED);

  const failing = (...parts: readonly string[]) => ({
    status: 503,
    checks: Object.fromEntries(parts.map((part) => [part, 'failing'])),
  });

  const asAdmin = async (statement: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new Client({ connectionString: postgres.adminUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  };

  /** Records what inventory has to publish. */
  const record = async (): Promise<void> => {
    events += 1;
    await asAdmin(
      `insert into inventory.events
         (id, type, aggregate_type, aggregate_id, sequence, correlation_id, schema_version, data, occurred_at)
       values (gen_random_uuid(), 'inventory.product-added.v1', 'Product', 'tea', ${events.toString()}, 'test', 1, '{}', now())`,
    );
  };

  const published = async (): Promise<number> => (await broker.jsm.streams.info('INVENTORY')).state.last_seq;

  const isPublished = (): Promise<void> =>
    eventually(async () => {
      const [log] = await asAdmin(`
        select position::int as head, (select count(*)::int from inventory.events where not exists
          (select from inventory.event_log where event_id = events.id)) as unnumbered from inventory.event_log_head`);
      expect(log).toEqual({ head: await published(), unnumbered: 0 });
    }, NOTICED);

  beforeEach(() => becomes(STEADY));

  it('ends with the broker, and comes back with it', async () => {
    await nats.kill();
    await becomes({
      ...failing('publishing', 'consuming'),
      checks: { database: 'ok', publishing: 'failing', consuming: 'failing' },
    });
    await nats.start();
    await becomes(STEADY);
  });

  it('ends when the broker is stopped without being dead, and comes back with it', async () => {
    process.kill(nats.pid(), 'SIGSTOP');
    try {
      await becomes(failing('publishing', 'consuming'));
    } finally {
      process.kill(nats.pid(), 'SIGCONT');
    }
    await becomes(STEADY);
  });

  it('outlives the loss of the streams, which are made anew', async () => {
    await record();
    await isPublished();
    await broker.jsm.streams.delete('INVENTORY');
    await record();
    await isPublished();
    expect(await readiness()).toEqual(STEADY);
  });

  it('ends when the broker refuses what is published, and comes back when it takes it', async () => {
    const { config } = await broker.jsm.streams.info('INVENTORY');
    // Smaller than the smallest event: to the publisher, a broker that refuses each message.
    await broker.jsm.streams.update('INVENTORY', { ...config, max_msg_size: 16 });
    await record();
    await becomes({ status: 503, checks: { database: 'ok', publishing: 'failing', consuming: 'ok' } });
    await broker.jsm.streams.update('INVENTORY', config);
    await becomes(STEADY);
    await isPublished();
  });

  it('ends when the log went back, and comes back when its head is put where the stream ends', async () => {
    await record();
    await isPublished();
    const last = await published();
    await asAdmin(`
      begin;
      delete from inventory.events where id = (select event_id from inventory.event_log where position = ${last.toString()});
      delete from inventory.event_log where position = ${last.toString()};
      update inventory.event_log_head set position = ${(last - 1).toString()};
      commit`);
    await becomes({ status: 503, checks: { database: 'ok', publishing: 'failing', consuming: 'ok' } });
    expect(await published()).toBe(last);

    await asAdmin(`update inventory.event_log_head set position = ${last.toString()}`);
    await becomes(STEADY);
    await record();
    await isPublished();
    expect(await published()).toBe(last + 1);
  });

  it('ends when a cursor is ahead of its publisher’s log, where it stays until it is corrected', async () => {
    await inventory.kill();
    await asAdmin(`update inventory.cursors set position = 1000 where publisher = 'orders'`);
    await inventory.start();
    await becomes({ status: 503, checks: { database: 'ok', publishing: 'ok', consuming: 'failing' } });
    expect(await asAdmin(`select position from inventory.cursors where publisher = 'orders'`)).toEqual([
      { position: '1000' },
    ]);
    await asAdmin(`update inventory.cursors set position = 0 where publisher = 'orders'`);
    await becomes(STEADY);
  });

  it('ends with the database, and comes back with it', async () => {
    await postgres.kill();
    await becomes(failing('database'));
    await postgres.start();
    await becomes(STEADY);
  });
});
