/** Another transaction wrote the row first. `transaction` runs the work again, from its first read. */
export class StaleWrite extends Error {
  override readonly name = 'StaleWrite';
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** Classes of SQLSTATE that concern the server, not the statement: connection, resources, operator intervention, I/O. */
const SERVER_CLASSES = /^(08|53|57|58)/;
/** 57014: cancelled by `statement_timeout`. 57P04: the database was dropped. Neither passes by itself. */
const LASTING = new Set(['57014', '57P04']);
/**
 * 25006: the server is read-only, as after a failover. 25P03: the session was ended for idling in a transaction, as when
 * this process stood still. 55P03: `lock_timeout`.
 */
const ALSO_TRANSIENT = new Set(['25006', '25P03', '55P03', SERIALIZATION_FAILURE, DEADLOCK_DETECTED]);

/** The server ended the session, or its process died: another connection may work at once. */
const LOST_CONNECTION_STATES = new Set(['08003', '08006', '57P01', '57P02', '57P05']);
const LOST_CONNECTION_CODES = new Set(['ECONNRESET', 'EPIPE']);
const LOST_CONNECTION_TEXT = /^(Connection terminated( unexpectedly)?$|Client has encountered a connection error)/;

const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** Messages of `pg`, `pg-pool` and TypeORM that come without a code. */
const DRIVER_TEXT =
  /^(Connection terminated|Client has encountered a connection error|Query read timeout|timeout expired|timeout exceeded when trying to connect|Cannot use a pool after calling end|Client was closed|Driver not Connected)/;

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** The five characters by which PostgreSQL names a failure, such as `23505`, also when TypeORM wrapped it. */
export const sqlStateOf = (error: unknown): string | undefined => {
  const code = codeOf(error);
  if (code !== undefined && SQLSTATE.test(code)) return code;
  if (typeof error === 'object' && error !== null && 'driverError' in error) return sqlStateOf(error.driverError);
  return undefined;
};

/** Whether the same work may succeed when it is run again, because another writer won. */
export const isConflict = (error: unknown): boolean => {
  if (error instanceof StaleWrite) return true;
  const state = sqlStateOf(error);
  return state === SERIALIZATION_FAILURE || state === DEADLOCK_DETECTED;
};

/** The driver's own error, which TypeORM wraps. */
const driverErrorOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'driverError' in error ? error.driverError : error;

/**
 * Whether the database is unavailable, out of resources or busy, so that the cause is not the work.
 *
 * A statement that ran into `statement_timeout` is not such a failure: a query that is always too slow would be repeated
 * for ever.
 */
export const isDatabaseUnavailable = (error: unknown): boolean => {
  const state = sqlStateOf(error);
  if (state !== undefined) return !LASTING.has(state) && (SERVER_CLASSES.test(state) || ALSO_TRANSIENT.has(state));
  const ofDriver = driverErrorOf(error);
  const code = codeOf(ofDriver);
  if (code !== undefined && SOCKET_CODES.has(code)) return true;
  return ofDriver instanceof Error && DRIVER_TEXT.test(ofDriver.message);
};

/**
 * Whether the same request may succeed in a moment, though nothing about it changes: the database is unavailable, out of
 * resources, read-only or busy, or other writers won until the repeats of `transaction` were used up.
 */
export const isTransientDatabaseError = (error: unknown): boolean =>
  error instanceof StaleWrite || isDatabaseUnavailable(error);

/** Whether the connection was lost under the statement, so that another one may work at once. */
export const isLostConnection = (error: unknown): boolean => {
  const state = sqlStateOf(error);
  if (state !== undefined) return LOST_CONNECTION_STATES.has(state);
  const ofDriver = driverErrorOf(error);
  const code = codeOf(ofDriver);
  if (code !== undefined) return LOST_CONNECTION_CODES.has(code);
  return ofDriver instanceof Error && LOST_CONNECTION_TEXT.test(ofDriver.message);
};
