import { closingOnFailure } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import type { Client } from 'pg';
import { DataSource, type EntitySchema } from 'typeorm';
import { clientConfig, connectClient, type DatabaseConfig, reasonOf } from './connection';
import { poolOf, silentLogger } from './driver';
import type { MigrationClass } from './migrate';
import { databaseMetrics, type DatabaseMetrics } from './metrics';
import type { Tx } from './sql';
import { openAtStartup } from './startup';
import { type RecordedEvent, runTransaction } from './transactions';

export type Pool = 'requests' | 'work';

export interface TransactionOptions {
  /** Default: requests. */
  readonly pool?: Pool;
}

/** A context's own database. */
export interface Database {
  readonly schema: string;
  /** The pool of requests from clients: reads, and the short transactions of mutations. */
  readonly requests: DataSource;
  /** The pool of background work, so that a backlog cannot starve clients. */
  readonly work: DataSource;
  /**
   * One transaction, read committed. It is repeated, a bounded number of times, when another writer won (40001, 40P01,
   * StaleWrite), so `work` must be repeatable: it must change nothing but the database, and never wait for the network.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * The listener is called after the commit of a transaction that noted recorded events, with these; it must not throw.
   * Returns how to unsubscribe.
   */
  onEventsCommitted(listener: (events: readonly RecordedEvent[]) => void): () => void;
  /**
   * A connection outside the pools, for an advisory lock; the caller ends it. The server closes it when it is silent
   * for 10 s, so that a process that hangs does not keep its lock.
   */
  session(purpose: string): Promise<Client>;
  /** For readiness: whether the server answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseParts {
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly MigrationClass[];
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /** How long a server that does not answer yet is waited for. Default: 60 s. */
  readonly startupTimeoutMs?: number;
}

const POOL_MAX = 10;
const IDLE_CLIENT_MS = 300_000;
const SESSION_IDLE_MS = 10_000;
const SESSION_STATEMENT_MS = 30_000;

const connectPool = async (
  config: DatabaseConfig,
  pool: Pool,
  { entities, logger }: DatabaseParts,
): Promise<DataSource> => {
  const requestsMax = config.poolMax ?? POOL_MAX;
  const dataSource = new DataSource({
    type: 'postgres',
    entities: [...entities],
    installExtensions: false,
    synchronize: false,
    logger: silentLogger,
    poolErrorHandler: (error: unknown) => {
      logger.warn({ pool, reason: reasonOf(error) }, 'an idle database connection was lost');
    },
    extra: {
      ...clientConfig(config, pool),
      max: pool === 'requests' ? requestsMax : Math.ceil(requestsMax / 2),
      idleTimeoutMillis: IDLE_CLIENT_MS,
    },
  });
  return dataSource.initialize();
};

const build = (config: DatabaseConfig, pools: Record<Pool, DataSource>, metrics: DatabaseMetrics): Database => {
  const listeners = new Set<(events: readonly RecordedEvent[]) => void>();
  return {
    ...pools,
    schema: config.schema,
    transaction: async (work, { pool = 'requests' } = {}) => {
      const finished = metrics.began(pool);
      try {
        const { result, events } = await runTransaction(pools[pool], work, metrics.repeated);
        if (events !== undefined) for (const listener of listeners) listener(events);
        return result;
      } finally {
        finished();
      }
    },
    onEventsCommitted: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    session: (purpose) =>
      connectClient(
        clientConfig(config, purpose, { statementMs: SESSION_STATEMENT_MS, idleSessionMs: SESSION_IDLE_MS }),
      ),
    ping: async () => {
      await poolOf(pools.requests).query('select 1');
    },
    close: async () => {
      await metrics.stop();
      const open = Object.values(pools).filter((pool) => pool.isInitialized);
      await Promise.all(open.map((pool) => pool.destroy()));
    },
  };
};

const openPools = async (config: DatabaseConfig, parts: DatabaseParts): Promise<Record<Pool, DataSource>> => {
  const requests = await connectPool(config, 'requests', parts);
  const work = await closingOnFailure({ close: () => requests.destroy() }, () => connectPool(config, 'work', parts));
  return { requests, work };
};

/**
 * Brings the schema up to date, and opens the pools. A server that is starting is waited for.
 *
 * @throws {Error} with a message of one line: what is wrong and what to do.
 */
export const openDatabase = async (config: DatabaseConfig, parts: DatabaseParts): Promise<Database> => {
  const pools = await openAtStartup(config, parts, () => openPools(config, parts));
  return build(config, pools, databaseMetrics(pools, parts));
};
