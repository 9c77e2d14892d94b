import { createLogger, createMetrics } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { prune, pruner } from './pruner';

const logger = createLogger({ name: 'pruner-test', level: 'silent' });
const parcels = { table: 'parcels' };
const letters = { table: 'letters' };

/** Tables with so many rows past their retention; `letters` cannot be deleted from. */
const tables = (expired: Record<string, number>) => {
  const deleteExpired = ({ table }: { readonly table: string }, limit: number): Promise<number> => {
    if (table === letters.table) return Promise.reject(new Error('No such table.'));
    const rows = Math.min(limit, expired[table] ?? 0);
    expired[table] = (expired[table] ?? 0) - rows;
    return Promise.resolve(rows);
  };
  return { expired, deleteExpired };
};

describe('pruning', () => {
  it('deletes batch by batch until a batch is not full', async () => {
    const { expired, deleteExpired } = tables({ parcels: 20 });
    expect(await prune(deleteExpired, parcels, { batchRowsMax: 7 })).toBe(20);
    expect(expired).toEqual({ parcels: 0 });
  });

  it('leaves the rest of a backlog to the next run', async () => {
    const { expired, deleteExpired } = tables({ parcels: 20 });
    expect(await prune(deleteExpired, parcels, { batchRowsMax: 7, batchesMax: 2 })).toBe(14);
    expect(expired).toEqual({ parcels: 6 });
  });

  it('ends after the batch during which it is to stop', async () => {
    const stopping = new AbortController();
    const { deleteExpired } = tables({ parcels: 20 });
    const stopMeanwhile = (retention: typeof parcels, limit: number): Promise<number> => {
      stopping.abort();
      return deleteExpired(retention, limit);
    };
    expect(await prune(stopMeanwhile, parcels, { batchRowsMax: 7, stopping: stopping.signal })).toBe(7);
  });
});

describe('a pruner', () => {
  const prunerOf = (expired: Record<string, number>, firstAfterMaxMs: number) => {
    const metrics = createMetrics({ service: 'test' });
    const { deleteExpired } = tables(expired);
    const service = pruner({ retentions: [letters, parcels], deleteExpired, logger, metrics, firstAfterMaxMs });
    return { service, metrics };
  };

  it('runs after its start, counts the rows of each table, and goes on with the next table after a failure', async () => {
    const { service, metrics } = prunerOf({ parcels: 20 }, 1);
    await service.start();
    await eventually(async () => {
      const text = await metrics.registry.metrics();
      expect(text).toContain('oms_pruned_rows_total{table="parcels",service="test"} 20');
      expect(text).toContain('oms_prune_failures_total{table="letters",service="test"} 1');
      expect(text).toContain('oms_prune_failures_total{table="parcels",service="test"} 0');
    });
    await service.stop();
  });

  it('stops before its first run, and deletes nothing then', async () => {
    const { service, metrics } = prunerOf({ parcels: 20 }, 1_000_000_000);
    await service.start();
    await service.stop();
    const text = await metrics.registry.metrics();
    expect(text).toContain('oms_pruned_rows_total{table="parcels",service="test"} 0');
    expect(text).toContain('oms_prune_failures_total{table="letters",service="test"} 0');
  });
});
