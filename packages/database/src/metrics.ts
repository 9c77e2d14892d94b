import type { Logger, Metrics } from '@oms/telemetry';
import { measurement } from '@oms/workers';
import type { DataSource } from 'typeorm';
import { poolOf } from './driver';

export interface DatabaseMetrics {
  /** A transaction begins; call what it returns when it has ended. */
  began(pool: string): () => void;
  readonly repeated: (reason: string) => void;
  stop(): Promise<void>;
}

const SAMPLE_MS = 5_000;
const MS_PER_SECOND = 1_000;

const none: DatabaseMetrics = {
  began: () => () => undefined,
  repeated: () => undefined,
  stop: () => Promise.resolve(),
};

export const databaseMetrics = (
  pools: Readonly<Record<string, DataSource>>,
  { metrics, logger }: { readonly metrics?: Metrics; readonly logger: Logger },
): DatabaseMetrics => {
  if (metrics === undefined) return none;
  const connections = metrics.gauge('oms_database_connections', 'Connections of a pool, by what they do.', [
    'pool',
    'state',
  ]);
  const repeats = metrics.counter('oms_database_repeats_total', 'Transactions run again because another writer won.', [
    'reason',
  ]);
  const duration = metrics.histogram(
    'oms_database_transaction_seconds',
    'How long a transaction took, waiting for its connection and repeats included.',
    ['pool'],
  );
  const measure = (): void => {
    for (const [pool, dataSource] of Object.entries(pools)) {
      if (!dataSource.isInitialized) continue;
      const { totalCount, idleCount, waitingCount } = poolOf(dataSource);
      connections.set({ pool, state: 'busy' }, totalCount - idleCount);
      connections.set({ pool, state: 'idle' }, idleCount);
      connections.set({ pool, state: 'awaited' }, waitingCount);
    }
  };
  const sampling = measurement({ name: 'database_connections', everyMs: SAMPLE_MS, measure, metrics, logger });
  void sampling.start();
  return {
    began: (pool) => {
      const since = performance.now();
      return () => {
        duration.observe({ pool }, (performance.now() - since) / MS_PER_SECOND);
      };
    },
    repeated: (reason) => {
      repeats.inc({ reason });
    },
    stop: () => sampling.stop(),
  };
};
