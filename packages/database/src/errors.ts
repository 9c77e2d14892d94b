/** Somebody else wrote the row first. `transaction` runs the work again, from its first read. */
export class StaleWrite extends Error {
  override readonly name = 'StaleWrite';
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** Classes of SQLSTATE that speak of the server, not of the statement: connection, resources, operator intervention, I/O. */
const SERVER_TROUBLE = /^(08|53|57|58)/;
/** 57014: cancelled by `statement_timeout`. 25006: the server is read-only, as after a failover. 55P03: `lock_timeout`. */
const ALSO_PASSING = new Set(['25006', '55P03', SERIALIZATION_FAILURE, DEADLOCK_DETECTED]);
const QUERY_CANCELED = '57014';

const SOCKET_TROUBLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
/** What `pg` and `pg-pool` say without a code. */
const DRIVER_TROUBLE =
  /^(Connection terminated|Client has encountered a connection error|Query read timeout|timeout expired|timeout exceeded when trying to connect|Cannot use a pool after calling end|Client was closed)/;

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

/** Whether the same work, run again, may well succeed: another writer won. */
export const isConflict = (error: unknown): boolean => {
  if (error instanceof StaleWrite) return true;
  const state = sqlStateOf(error);
  return state === SERIALIZATION_FAILURE || state === DEADLOCK_DETECTED;
};

/**
 * Whether the database is away, out of resources or busy, so that the failure says nothing about the work.
 *
 * A statement that ran into `statement_timeout` is not: a query that is always too slow would never be given up.
 */
export const isDatabaseTrouble = (error: unknown): boolean => {
  const state = sqlStateOf(error);
  if (state !== undefined) return state !== QUERY_CANCELED && (SERVER_TROUBLE.test(state) || ALSO_PASSING.has(state));
  const code = codeOf(error);
  if (code !== undefined && SOCKET_TROUBLE.has(code)) return true;
  return error instanceof Error && DRIVER_TROUBLE.test(error.message);
};
