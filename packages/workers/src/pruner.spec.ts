import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLogger, createMetrics } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { prune, pruner } from './pruner';

const TURNS = 20;

/** Long enough for whatever is not waiting for a timer. */
const settled = async (): Promise<void> => {
  for (let turns = 0; turns < TURNS; turns += 1) await nextTurn();
};
const parcels = { table: 'parcels' };
const letters = { table: 'letters' };

/** Tables with so many rows past their retention; `letters` cannot be deleted from. */
const tables = (expired: Record<string, number>, onDelete: (table: string) => void = () => undefined) => {
  const deleteExpired = ({ table }: { readonly table: string }, limit: number): Promise<number> => {
    if (table === letters.table) return Promise.reject(new Error('No such table.'));
    const rows = Math.min(limit, expired[table] ?? 0);
    expired[table] = (expired[table] ?? 0) - rows;
    onDelete(table);
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

  it('pauses between two batches, and not before the first', async () => {
    const { expired, deleteExpired } = tables({ parcels: 10 });
    const pruned = prune(deleteExpired, parcels, { batchRowsMax: 7 });
    expect(expired).toEqual({ parcels: 3 });
    // No timer fires meanwhile.
    for (let turns = 0; turns < TURNS; turns += 1) await Promise.resolve();
    expect(expired).toEqual({ parcels: 3 });
    expect(await pruned).toBe(10);
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
  const prunerOf = (expired: Record<string, number>, firstAfterMaxMs: number, onDelete?: (table: string) => void) => {
    const metrics = createMetrics({ service: 'test' });
    const lines: string[] = [];
    const logger = createLogger({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } });
    const { deleteExpired } = tables(expired, onDelete);
    const retentions = [letters, { table: 'stamps' }, parcels];
    const service = pruner({ retentions, deleteExpired, logger, metrics, firstAfterMaxMs });
    const logged = () => lines.map((line) => JSON.parse(line) as unknown);
    return { service, metrics, logged };
  };

  const untilPruned = (expired: Record<string, number>): Promise<void> =>
    eventually(() => {
      expect(expired['parcels']).toBe(0);
    });

  it('runs after its start, counts the rows of each table, and goes on with the next table after a failure', async () => {
    const expired = { parcels: 20 };
    const { service, metrics, logged } = prunerOf(expired, 1);
    await service.start();
    await untilPruned(expired);
    await service.stop();
    const text = await metrics.registry.metrics();
    expect(text).toContain('oms_pruned_rows_total{table="parcels",service="test"} 20');
    expect(text).toContain('oms_prune_failures_total{table="letters",service="test"} 1');
    expect(text).toContain('oms_prune_failures_total{table="parcels",service="test"} 0');
    expect(logged()).toMatchObject([
      { level: 'warn', table: 'letters', err: { message: 'No such table.' } },
      { level: 'info', table: 'parcels', rows: 20 },
    ]);
  });

  it('waits for the next hour after a run', async () => {
    const expired = { parcels: 20 };
    const { service } = prunerOf(expired, 1);
    await service.start();
    await untilPruned(expired);
    await settled();
    expired.parcels = 20;
    await settled();
    expect(expired).toMatchObject({ parcels: 20 });
    await service.stop();
  });

  it('waits before its first run, and can be stopped then', async () => {
    const later = { parcels: 20 };
    const atOnce = { parcels: 20 };
    const waiting = prunerOf(later, 1_000_000_000);
    const running = prunerOf(atOnce, 1);
    await Promise.all([waiting.service.start(), running.service.start()]);
    await untilPruned(atOnce);
    await Promise.all([waiting.service.stop(), running.service.stop()]);
    expect(later).toEqual({ parcels: 20 });
    const text = await waiting.metrics.registry.metrics();
    expect(text).toContain('oms_pruned_rows_total{table="parcels",service="test"} 0');
    expect(text).toContain('oms_prune_failures_total{table="letters",service="test"} 0');
  });

  it('stops after the present batch, and leaves the other tables to the next start', async () => {
    const expired: Record<string, number> = { stamps: 2_500, parcels: 20 };
    let stopped: Promise<void> | undefined;
    const { service } = prunerOf(expired, 1, () => {
      stopped = service.stop();
    });
    await service.start();
    await eventually(() => {
      expect(stopped).toBeDefined();
    });
    await stopped;
    expect(expired).toEqual({ stamps: 1_500, parcels: 20 });
  });
});
