import { createLogger, createMetrics } from '@oms/telemetry';
import { eventually, testServers, type TestServers } from '@oms/testing';
import { openDatabase, type Database } from './database';
import { prune, pruner } from './prune';
import { deleteExpired, type Retention } from './retention';
import { rowsOf } from './sql';

const logger = createLogger({ name: 'prune-test', level: 'silent' });
const retention: Retention = { table: 'parcels', column: 'sent_at', olderThan: { days: 3 }, where: `state = 'SENT'` };

const table = `
create table parcels (id integer primary key, state text not null, sent_at timestamptz not null);
create index parcels_by_age on parcels (sent_at) where state = 'SENT'`;
const fill = `
insert into parcels
select id, case when id % 5 = 0 then 'LOST' else 'SENT' end, now() - make_interval(days => id)
from generate_series(1, 100) as id`;

describe('pruning', () => {
  let servers: TestServers<'parcels'>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers(['parcels']);
    database = await openDatabase(servers.schemas.parcels, { entities: [], migrations: [], logger });
    await database.requests.query(table);
  });

  beforeEach(async () => {
    await database.requests.query('truncate parcels');
    await database.requests.query(fill);
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  const left = async (): Promise<readonly number[]> =>
    (await rowsOf<{ id: number }>(database.requests, 'select id from parcels order by id')).map(({ id }) => id);
  const lost = Array.from({ length: 20 }, (_, index) => (index + 1) * 5);

  it('deletes what is past its end, and nothing else, batch by batch', async () => {
    expect(await prune(database, retention, { batchRowsMax: 7 })).toBe(78);
    expect(await left()).toEqual([1, 2, ...lost]);
    expect(await prune(database, retention)).toBe(0);
  });

  it('goes on in the next run with what is left of a backlog', async () => {
    expect(await prune(database, retention, { batchRowsMax: 7, batchesMax: 2 })).toBe(14);
    const oldestLeft = (await left()).filter((id) => !lost.includes(id)).at(-1);
    expect(oldestLeft).toBe(82);
  });

  it('leaves a row that another transaction is changing, and what it has become', async () => {
    const changed = await database.transaction(async (tx) => {
      await rowsOf(tx, `update parcels set sent_at = now() where id = 99`);
      return prune(database, retention);
    });
    expect(changed).toBe(77);
    expect(await left()).toEqual([1, 2, ...lost, 99].sort((one, other) => one - other));
  });

  it('is done by several processes at once, each row by one of them', async () => {
    const runs = Array.from({ length: 4 }, () => prune(database, retention, { batchRowsMax: 3 }));
    const rows = (await Promise.all(runs)).reduce((sum, count) => sum + count, 0);
    expect(rows + (await prune(database, retention))).toBe(78);
  });

  it('rejects a name and an age that are none', () => {
    expect(() => deleteExpired({ ...retention, table: 'parcels; drop table parcels' })).toThrow('is not a name');
    expect(() => deleteExpired({ ...retention, olderThan: { days: 0 } })).toThrow('0 days');
  });

  it('is done after a start by the service, which counts the rows and goes on after a failure', async () => {
    const metrics = createMetrics({ service: 'parcels' });
    const missing = { ...retention, table: 'letters' };
    const retentions = [missing, retention];
    const service = pruner({ database, retentions, logger, metrics, firstAfterMaxMs: 10 });
    await service.start();
    await eventually(async () => {
      const text = await metrics.registry.metrics();
      expect(text).toContain('oms_pruned_rows_total{table="parcels",service="parcels"} 78');
      expect(text).toContain('oms_prune_failures_total{table="letters",service="parcels"} 1');
      expect(text).toContain('oms_prune_failures_total{table="parcels",service="parcels"} 0');
    });
    await service.stop();
    expect(await left()).toEqual([1, 2, ...lost]);
  });
});
