import { createLogger } from '@oms/telemetry';
import { eventually, testServers, type TestServers } from '@oms/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type Database, openDatabase } from './database';
import { lockRows, lockThenRead, rowLock } from './lock-then-read';
import { rowsOf, type Tx } from './sql';

class CreateBoxes1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table box (name text primary key, room int not null)');
    await runner.query('create table parcel (box text not null references box)');
  }

  async down(): Promise<void> {
    // A test database is dropped as a whole.
  }
}

const lockOf = rowLock({ table: 'box', key: 'name', type: 'text' });
const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

interface Box {
  readonly name: string;
  readonly room: number;
  readonly parcels: number;
}

const read = `
select name, room, (select count(*)::integer from parcel where box = name) as parcels
from box where name = any($1::text[])`;

const locked = (tx: Tx, ...names: readonly string[]): Promise<readonly Box[]> =>
  lockThenRead(tx, lockOf(names), (keys) => rowsOf<Box>(tx, read, [keys]));

describe('rows that are locked and then read', () => {
  let servers: TestServers<'orders'>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers(['orders']);
    database = await openDatabase(servers.schemas.orders, {
      entities: [],
      migrations: [CreateBoxes1767225600000],
      logger: createLogger({ name: 'test', level: 'silent' }),
    });
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  beforeEach(async () => {
    await rowsOf(database.work, 'truncate box, parcel');
    await rowsOf(database.work, `insert into box values ('tea', 1), ('pot', 1), ('cup', 1)`);
  });

  it('are read as the transaction that held the lock before has left them, children included', async () => {
    let second: Promise<readonly Box[]> | undefined;
    await database.transaction(async (tx) => {
      await locked(tx, 'tea');
      second = database.transaction((other) => locked(other, 'tea'), { pool: 'work' });
      await eventually(async () => {
        expect(await rowsOf(database.work, waiting)).toHaveLength(1);
      });
      await rowsOf(tx, `insert into parcel values ('tea')`);
      await rowsOf(tx, `update box set room = 0 where name = 'tea'`);
    });
    expect(await second).toEqual([{ name: 'tea', room: 0, parcels: 1 }]);
  });

  it('do not count when they were inserted after the lock was taken', async () => {
    const keys = await database.transaction((tx) =>
      lockThenRead(tx, lockOf(['tea', 'bowl']), async (found) => {
        await rowsOf(database.work, `insert into box values ('bowl', 1)`);
        return found;
      }),
    );
    expect(keys).toEqual(['tea']);
  });

  it('are locked in the order of their keys, whatever the order in which they are named or stored', async () => {
    const keys = await database.transaction((tx) => lockRows(tx, lockOf(['tea', 'pot', 'cup'])));
    expect(keys).toEqual(['cup', 'pot', 'tea']);
  });
});
