import { createLogger } from '@oms/telemetry';
import { eventually, isolatedPostgres, type IsolatedPostgres, testServers, type TestServers } from '@oms/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type Database, openDatabase } from './database';
import { isTransientDatabaseError, sqlStateOf, StaleWrite } from './errors';
import { affectedBy, rowsOf } from './sql';
import { noteRecordedEvents } from './transactions';

class CreateShelf1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table shelf (id int primary key, quantity int not null, version int not null)');
    await runner.query('insert into shelf values (1, 10, 1), (2, 10, 1)');
  }

  async down(): Promise<void> {
    // A test database is dropped as a whole.
  }
}

class Broken1767225600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table half (id int)');
    await runner.query('create table half (id int)');
  }

  async down(): Promise<void> {
    // It never came up.
  }
}

const logger = createLogger({ name: 'test', level: 'silent' });
const parts = { entities: [], migrations: [CreateShelf1767225600000], logger };

describe('a database', () => {
  let servers: TestServers<'orders'>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers(['orders']);
    database = await openDatabase(servers.schemas.orders, parts);
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  beforeEach(async () => {
    await rowsOf(database.work, 'update shelf set quantity = 10, version = 1');
  });

  const take = (id: number, before: () => Promise<void> = () => Promise.resolve()): Promise<void> =>
    database.transaction(async (tx) => {
      const [row] = await rowsOf<{ quantity: number; version: number }>(tx, 'select * from shelf where id = $1', [id]);
      await before();
      const written = await affectedBy(
        tx,
        'update shelf set quantity = quantity - 1, version = version + 1 where id = $1 and version = $2',
        [id, row?.version],
      );
      if (written === 0) throw new StaleWrite('The shelf was changed meanwhile.');
    });

  const quantityOf = async (id: number): Promise<number | undefined> =>
    (await rowsOf<{ quantity: number }>(database.requests, 'select quantity from shelf where id = $1', [id]))[0]
      ?.quantity;

  it('is migrated once by several processes that start together', async () => {
    const fresh = await testServers(['orders']);
    const all = await Promise.all([1, 2, 3].map(() => openDatabase(fresh.schemas.orders, parts)));
    const [first] = all;
    if (first === undefined) throw new Error('None was opened.');
    const rows = await rowsOf<{ name: string }>(first.requests, 'select name from migrations');
    expect(rows).toEqual([{ name: 'CreateShelf1767225600000' }]);
    await Promise.all(all.map((each) => each.close()));
    await fresh.drop();
  });

  it('makes the schema when there is none', async () => {
    const config = { url: servers.adminUrl, schema: 'not_there_yet' };
    const other = await openDatabase(config, parts);
    expect(await rowsOf(other.requests, 'select current_schema() as schema')).toEqual([{ schema: 'not_there_yet' }]);
    await other.close();
  });

  it('reports in one line why it cannot start', async () => {
    const { schema } = servers.schemas.orders;
    const unreachable = { url: 'postgres://ada:secret@127.0.0.1:1/oms', schema };
    await expect(openDatabase(unreachable, { ...parts, startupTimeoutMs: 2_000 })).rejects.toThrow(
      /^Cannot use PostgreSQL at 127\.0\.0\.1:1\/oms: .*ECONNREFUSED.* Start it, or set DATABASE_URL to one that is running\.$/,
    );
    const broken = openDatabase(servers.schemas.orders, { ...parts, migrations: [Broken1767225600001] });
    await expect(broken).rejects.toThrow(/^Cannot bring schema "orders" at .* up to date: .*"half" already exists$/);
    expect(await rowsOf(database.requests, `select 1 from pg_tables where tablename = 'half'`)).toEqual([]);
  });

  it('runs the work again when another writer was first', async () => {
    let interfered = false;
    await take(1, async () => {
      if (interfered) return;
      interfered = true;
      await take(1);
    });
    expect(await quantityOf(1)).toBe(8);
  });

  it('fails after its retries when a conflict does not end', async () => {
    const conflicting = database.transaction(() => Promise.reject(new StaleWrite('Always too late.')));
    await expect(conflicting).rejects.toThrow('Always too late.');
    expect(isTransientDatabaseError(await conflicting.catch((error: unknown) => error))).toBe(true);
  });

  it('repeats a read on another connection when its own is lost', async () => {
    const connections = `select count(*) from pg_stat_activity where application_name = 'oms-orders-requests'`;
    // In one statement: it ends its own connection while it runs, and all idle ones of the pool.
    const terminateAll = `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'oms-orders-requests' and backend_start < $1`;
    await Promise.all([1, 2, 3].map(() => rowsOf(database.requests, 'select pg_sleep(0.05)')));
    const [now] = await rowsOf<{ now: Date }>(database.work, 'select clock_timestamp() as now');
    await expect(rowsOf(database.requests, terminateAll, [now?.now])).resolves.toEqual([]);
    expect(await rowsOf(database.requests, connections)).toEqual([{ count: '1' }]);
  });

  it('does not repeat a write whose connection is lost, since it may have been committed', async () => {
    const write = `update shelf set quantity = quantity - 1
      where id = 1 and (select pg_terminate_backend(pg_backend_pid()))`;
    const failure: unknown = await affectedBy(database.requests, write).catch((error: unknown) => error);
    expect(isTransientDatabaseError(failure)).toBe(true);
    expect(await quantityOf(1)).toBe(10);
  });

  it('fails in passing while every connection of its pool is taken, or a row is locked for long', async () => {
    const { schema, url } = servers.schemas.orders;
    const small = await openDatabase({ schema, url, poolMax: 1 }, parts);
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const holding = small.transaction(async (tx) => {
      await rowsOf(tx, 'select * from shelf where id = 2 for update');
      await released;
    });
    const exhausted: unknown = await small.transaction((tx) => rowsOf(tx, 'select 1')).catch((error: unknown) => error);
    const locked: unknown = await database
      .transaction((tx) => rowsOf(tx, 'select * from shelf where id = 2 for update'))
      .catch((error: unknown) => error);
    release();
    await holding;
    await small.close();
    expect([isTransientDatabaseError(exhausted), sqlStateOf(locked)]).toEqual([true, '55P03']);
    expect(isTransientDatabaseError(locked)).toBe(true);
  });

  it('fails in passing while the server takes no writes', async () => {
    const refused: unknown = await database
      .transaction(async (tx) => {
        await rowsOf(tx, 'set transaction read only');
        await rowsOf(tx, 'update shelf set quantity = 0');
      })
      .catch((error: unknown) => error);
    expect([sqlStateOf(refused), isTransientDatabaseError(refused)]).toEqual(['25006', true]);
  });

  it('runs the work again after a deadlock', async () => {
    const touch = (first: number, then: number, meet: () => Promise<void>): Promise<unknown> =>
      database.transaction(async (tx) => {
        await rowsOf(tx, 'update shelf set quantity = quantity - 1 where id = $1', [first]);
        await meet();
        await rowsOf(tx, 'update shelf set quantity = quantity - 1 where id = $1', [then]);
      });
    let waiting = 0;
    const bothHoldOne = (): Promise<void> => {
      waiting += 1;
      return eventually(() => {
        expect(waiting).toBeGreaterThanOrEqual(2);
      });
    };
    await Promise.all([touch(1, 2, bothHoldOne), touch(2, 1, bothHoldOne)]);
    expect([await quantityOf(1), await quantityOf(2)]).toEqual([8, 8]);
  });

  it('leaves nothing behind of work that failed', async () => {
    const failing = database.transaction(async (tx) => {
      await rowsOf(tx, 'update shelf set quantity = 0');
      throw new Error('Changed my mind.');
    });
    await expect(failing).rejects.toThrow('Changed my mind.');
    expect(await quantityOf(1)).toBe(10);
  });

  it('announces commits that recorded events, and no others', async () => {
    let announced = 0;
    const unsubscribe = database.onEventsCommitted(() => {
      announced += 1;
    });
    await database.transaction((tx) => {
      noteRecordedEvents(tx, []);
      return Promise.resolve();
    });
    await database.transaction((tx) => rowsOf(tx, 'select 1'));
    await expect(
      database.transaction((tx) => {
        noteRecordedEvents(tx, []);
        return Promise.reject(new Error('No.'));
      }),
    ).rejects.toThrow('No.');
    unsubscribe();
    await database.transaction((tx) => {
      noteRecordedEvents(tx, []);
      return Promise.resolve();
    });
    expect(announced).toBe(1);
  });

  it('limits how long a statement runs, a lock is waited for and a transaction idles', async () => {
    const [limits] = await rowsOf(
      database.requests,
      `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
        current_setting('idle_in_transaction_session_timeout') as idle, current_setting('search_path') as path`,
    );
    expect(limits).toEqual({ statement: '5s', lock: '2s', idle: '5s', path: 'orders' });
  });
});

describe('a database whose server dies', () => {
  let server: IsolatedPostgres<'orders'>;
  let database: Database;

  beforeAll(async () => {
    server = await isolatedPostgres(['orders']);
    database = await openDatabase(server.schemas.orders, parts);
  });

  afterAll(async () => {
    await database.close();
    await server.remove();
  });

  it('fails meanwhile with a transient error, unlike a bad statement, and works again by itself', async () => {
    const read = () => rowsOf<{ quantity: number }>(database.requests, 'select quantity from shelf where id = 1');
    await read();
    await server.kill();
    const failure: unknown = await read().catch((error: unknown) => error);
    expect(isTransientDatabaseError(failure)).toBe(true);
    const second: unknown = await database.transaction((tx) => rowsOf(tx, 'select 1')).catch((error: unknown) => error);
    expect(isTransientDatabaseError(second)).toBe(true);
    await server.start();
    await eventually(async () => {
      expect(await read()).toEqual([{ quantity: 10 }]);
    });
    const bad: unknown = await rowsOf(database.requests, 'select * from nowhere').catch((error: unknown) => error);
    expect([sqlStateOf(bad), isTransientDatabaseError(bad)]).toEqual(['42P01', false]);
  });
});
