import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import type { Database } from './database';
import { deleteExpired, type Retention } from './retention';
import { affectedBy } from './sql';

/** Rows of one transaction: some ten milliseconds of locks. */
const BATCH_ROWS_MAX = 1_000;
/** Of one retention in one run; what is left then waits for the next run. */
const BATCHES_MAX = 2_000;
/** Between two batches, so that a backlog leaves the disk and the locks to others. */
const PAUSE_MS = 20;
const EVERY_MS = 3_600_000;
/** The processes of a context do not all begin at once, and none adds to the load of a start. */
const FIRST_AFTER_MAX_MS = 60_000;

export interface PruneLimits {
  readonly batchRowsMax?: number;
  readonly batchesMax?: number;
  readonly stopping?: AbortSignal;
}

/** Deletes what is past its retention, in transactions of one small batch each; answers how many rows. */
export const prune = async (
  { work }: Pick<Database, 'work'>,
  retention: Retention,
  { batchRowsMax = BATCH_ROWS_MAX, batchesMax = BATCHES_MAX, stopping }: PruneLimits = {},
): Promise<number> => {
  const text = deleteExpired(retention);
  let pruned = 0;
  for (let batches = 0; batches < batchesMax && stopping?.aborted !== true; batches += 1) {
    const rows = await affectedBy(work, text, [batchRowsMax]);
    pruned += rows;
    if (rows < batchRowsMax) break;
    await delay(PAUSE_MS);
  }
  return pruned;
};

export interface PrunerParts {
  readonly database: Pick<Database, 'work'>;
  readonly retentions: readonly Retention[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Default: a minute, of which each process waits a random part before its first run. */
  readonly firstAfterMaxMs?: number;
}

/**
 * Ends the life of rows as their retentions say: once soon after the start, then every hour, on the pool of background
 * work. Any number of processes may run it.
 */
export const pruner = (parts: PrunerParts): Service => {
  const { database, retentions, logger, metrics, firstAfterMaxMs = FIRST_AFTER_MAX_MS } = parts;
  const stopping = new AbortController();
  const rows = metrics.counter('oms_pruned_rows_total', 'Rows deleted because their retention is over.', ['table']);
  const failures = metrics.counter('oms_prune_failures_total', 'Runs that could not delete old rows.', ['table']);
  let running: Promise<void> = Promise.resolve();

  const pruneOne = async (retention: Retention): Promise<void> => {
    const { table } = retention;
    try {
      const pruned = await prune(database, retention, { stopping: stopping.signal });
      rows.inc({ table }, pruned);
      if (pruned > 0) logger.info({ table, rows: pruned }, 'old rows deleted');
    } catch (err) {
      failures.inc({ table });
      logger.warn({ err, table }, 'old rows could not be deleted; the next run tries again');
    }
  };

  const run = async (): Promise<void> => {
    let waitMs = Math.random() * firstAfterMaxMs;
    for (;;) {
      // An aborted wait is how this loop ends.
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      for (const retention of retentions) if (!stopping.signal.aborted) await pruneOne(retention);
      if (stopping.signal.aborted) return;
      waitMs = EVERY_MS;
    }
  };

  return {
    start: () => {
      for (const { table } of retentions) {
        rows.inc({ table }, 0);
        failures.inc({ table }, 0);
      }
      running = run();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
