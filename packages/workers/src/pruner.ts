import type { Service } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import { loop } from './loop';
import { pause } from './signal';

/** Rows of one transaction: some ten milliseconds of locks. */
const BATCH_ROWS_MAX = 1_000;
/** Of one retention in one run; what is left then waits for the next run. */
const BATCHES_MAX = 2_000;
/** Between two batches, so that a backlog leaves the disk and the locks to others. */
const PAUSE_MS = 20;
const EVERY_MS = 3_600_000;
/** The processes of a context do not all begin at once, and none adds to the load of a start. */
const FIRST_AFTER_MAX_MS = 60_000;

/** Deletes at most `limit` rows that are past the retention, and resolves to how many. */
export type DeleteExpired<Retention> = (retention: Retention, limit: number) => Promise<number>;

export interface PruneLimits {
  readonly batchRowsMax?: number;
  readonly batchesMax?: number;
  readonly stopping?: AbortSignal;
}

/** Deletes what is past its retention, in small batches. Resolves to how many rows. */
export const prune = async <Retention>(
  deleteExpired: DeleteExpired<Retention>,
  retention: Retention,
  { batchRowsMax = BATCH_ROWS_MAX, batchesMax = BATCHES_MAX, stopping }: PruneLimits = {},
): Promise<number> => {
  let pruned = 0;
  for (let batches = 0; batches < batchesMax && stopping?.aborted !== true; batches += 1) {
    if (batches > 0) await pause(PAUSE_MS, stopping);
    const rows = await deleteExpired(retention, batchRowsMax);
    pruned += rows;
    if (rows < batchRowsMax) break;
  }
  return pruned;
};

export interface PrunerParts<Retention> {
  readonly retentions: readonly Retention[];
  readonly deleteExpired: DeleteExpired<Retention>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Default: a minute, of which each process waits a random part before its first run. */
  readonly firstAfterMaxMs?: number;
}

/**
 * Deletes rows when their retentions are over: once soon after the start, then every hour. Any number of processes may
 * run it.
 */
export const pruner = <Retention extends { readonly table: string }>(parts: PrunerParts<Retention>): Service => {
  const { retentions, deleteExpired, logger, metrics, firstAfterMaxMs = FIRST_AFTER_MAX_MS } = parts;
  const rows = metrics.counter('oms_pruned_rows_total', 'Rows deleted because their retention is over.', ['table']);
  const failures = metrics.counter('oms_prune_failures_total', 'Runs that could not delete old rows.', ['table']);
  for (const { table } of retentions) {
    rows.inc({ table }, 0);
    failures.inc({ table }, 0);
  }

  const pruneOne = async (retention: Retention, stopping: AbortSignal): Promise<void> => {
    const { table } = retention;
    try {
      const pruned = await prune(deleteExpired, retention, { stopping });
      rows.inc({ table }, pruned);
      if (pruned > 0) logger.info({ table, rows: pruned }, 'old rows deleted');
    } catch (err) {
      failures.inc({ table });
      logger.warn({ err, table }, 'old rows could not be deleted; the next run tries again');
    }
  };

  let waitMs = Math.random() * firstAfterMaxMs;
  return loop({
    name: 'pruner',
    pollMs: EVERY_MS,
    run: async (stopping) => {
      await pause(waitMs, stopping);
      waitMs = 0;
      for (const retention of retentions) if (!stopping.aborted) await pruneOne(retention, stopping);
      return false;
    },
    logger,
  });
};
