import { retrying } from '@oms/workers';
import type { DataSource, QueryRunner } from 'typeorm';
import { clientOf } from './driver';
import { isConflict, sqlStateOf } from './errors';
import type { Tx } from './sql';

/** Enough for a row that ten writers write at once; what still conflicts then is load to be shed, not to be repeated. */
const CONFLICT_RETRIES = { attemptsMax: 6, backoffMs: 8, backoffMaxMs: 128 };

/** An event of a transaction, as its row has it, so that the relay need not read it again. */
export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  /** The message as it is published: JSON text. */
  readonly message: string;
}

const recorded = new WeakMap<QueryRunner, RecordedEvent[]>();

/** Notes which events this transaction recorded, so that its commit announces them to the relay. */
export const noteRecordedEvents = (tx: Tx, events: readonly RecordedEvent[]): void => {
  if (tx.queryRunner === undefined) return;
  const noted = recorded.get(tx.queryRunner);
  if (noted === undefined) recorded.set(tx.queryRunner, [...events]);
  else noted.push(...events);
};

/** A connection that did not answer must not go back to the pool: the next transaction would wait on it as well. */
const rollBack = async (runner: QueryRunner, cause: unknown): Promise<void> => {
  try {
    if (cause instanceof Error && cause.message === 'Query read timeout') throw cause;
    await runner.rollbackTransaction();
  } catch {
    const client = await clientOf(runner.manager).catch(() => undefined);
    // Not awaited: a server that does not answer never closes the connection. The pool drops a client that is ending.
    if (client !== undefined && 'end' in client && typeof client.end === 'function') void client.end();
  }
};

export interface Committed<T> {
  readonly result: T;
  /** In the order in which they were recorded; undefined when the transaction noted none. */
  readonly events: readonly RecordedEvent[] | undefined;
}

const attempt = async <T>(dataSource: DataSource, work: (tx: Tx) => Promise<T>): Promise<Committed<T>> => {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
    await runner.startTransaction();
    const result = await work(runner.manager);
    await runner.commitTransaction();
    return { result, events: recorded.get(runner) };
  } catch (error) {
    await rollBack(runner, error);
    throw error;
  } finally {
    await runner.release();
  }
};

/** Runs the work in one transaction, again from its start when another writer won. */
export const runTransaction = <T>(
  dataSource: DataSource,
  work: (tx: Tx) => Promise<T>,
  onRepeat: (reason: string) => void,
): Promise<Committed<T>> =>
  retrying(CONFLICT_RETRIES, {
    isTransient: isConflict,
    onRetry: ({ error }) => {
      onRepeat(sqlStateOf(error) ?? 'stale_write');
    },
  })(() => attempt(dataSource, work));
