import { Client, type ClientConfig } from 'pg';

/** Where a context keeps its data. */
export interface DatabaseConfig {
  /** `postgres://role:password@host:port/database`. */
  readonly url: string;
  /** The schema that every unqualified name belongs to. */
  readonly schema: string;
  /** Connections for requests from clients; background work gets half as many on top. */
  readonly poolMax?: number;
}

const CONNECT_MS = 2_000;
const LOCK_MS = 2_000;
const STATEMENT_MS = 5_000;
const IDLE_IN_TRANSACTION_MS = 5_000;
/** Longer than the server's own limit: it only ends the wait for a server that does not answer at all. */
const NO_ANSWER_MS = 6_000;
const KEEP_ALIVE_AFTER_MS = 5_000;

/** A server closes a connection whose client does not answer after 5 + 3 × 2 s, and releases its locks. */
const SERVER_KEEP_ALIVE = '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3';
const SCHEMA_NAME = /^[a-z][a-z0-9_]{0,62}$/;

export interface Limits {
  readonly statementMs?: number;
  readonly lockMs?: number;
  /** The server closes a session that is idle for so long. */
  readonly idleSessionMs?: number;
  /** Default: 2 s, which is as long as a request may wait. A process that starts has more time. */
  readonly connectMs?: number;
}

/** The settings that every connection has, pooled or not. `purpose` is shown in `pg_stat_activity`. */
export const clientConfig = (
  { url, schema }: DatabaseConfig,
  purpose: string,
  { statementMs = STATEMENT_MS, lockMs = LOCK_MS, idleSessionMs = 0, connectMs = CONNECT_MS }: Limits = {},
): ClientConfig => {
  if (!SCHEMA_NAME.test(schema)) throw new Error(`"${schema}" is not a schema's name: use lower case letters and _.`);
  const idleSession = idleSessionMs === 0 ? '' : ` -c idle_session_timeout=${idleSessionMs.toString()}`;
  return {
    connectionString: url,
    application_name: `oms-${schema}-${purpose}`,
    options: `-c search_path=${schema} ${SERVER_KEEP_ALIVE}${idleSession}`,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    lock_timeout: lockMs,
    query_timeout: statementMs === 0 ? 0 : Math.max(NO_ANSWER_MS, statementMs + 1_000),
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  };
};

/** Without the password, so that it can be shown. */
export const placeOf = (url: string): string => {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
  } catch {
    return 'an address that is no URL';
  }
};

export const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
};

/** A connection outside the pools, for what lives as long as its session does: an advisory lock. */
export const connectClient = async (config: ClientConfig): Promise<Client> => {
  const client = new Client(config);
  // Without a listener, a connection that is lost between two statements would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
};
