import { rowsOf, type Tx } from './sql';

/** A statement that locks rows and returns their keys, as `key`; nothing else of a row may be read with it. */
export interface RowLock {
  readonly text: string;
  readonly values: readonly unknown[];
}

interface LockedTable {
  readonly table: string;
  /** A column that is unique and never changes. */
  readonly key: string;
  /** Its type in PostgreSQL. */
  readonly type: 'uuid' | 'text';
}

/**
 * The lock of the rows with the given keys, taken in one statement and in the order of the keys: two batches that name the
 * same rows wait for each other, and cannot deadlock.
 */
export const rowLock = ({ table, key, type }: LockedTable): ((keys: readonly string[]) => RowLock) => {
  const text = `select ${key} as key from ${table} where ${key} = any($1::${type}[]) order by ${key} for update`;
  return (keys) => ({ text, values: [keys] });
};

/** Locks rows until the transaction ends. Resolves to the keys of those that exist. */
export const lockRows = async (tx: Tx, { text, values }: RowLock): Promise<readonly string[]> =>
  (await rowsOf<{ readonly key: string }>(tx, text, values)).map(({ key }) => key);

/**
 * Locks rows, and then reads what is decided upon: for everything that reads, decides and writes.
 *
 * A statement sees what was committed when it began. One that locks and reads at once waits for the lock and then gives
 * back children, joined rows and subqueries as they were before the wait: older than what the writer it waited for has
 * committed. So `read` gets statements of its own, begun when the lock is held. It gets only the keys of rows that are locked:
 * a row inserted meanwhile does not count as read, and the write that takes it for new fails with a conflict.
 *
 * Needs read committed, which is what `Database.transaction` is: under a higher level the snapshot is the transaction's.
 */
export const lockThenRead = async <Result>(
  tx: Tx,
  lock: RowLock,
  read: (locked: readonly string[]) => Promise<Result>,
): Promise<Result> => read(await lockRows(tx, lock));
