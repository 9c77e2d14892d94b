import { createHash } from 'node:crypto';
import type { QueryResult, QueryResultRow } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { clientOf, poolOf } from './driver';
import { isLostConnection } from './errors';

/** A transaction in progress. */
export type Tx = EntityManager;

/** What SQL may run on: inside a transaction, or by itself on a connection of the pool. */
export type Queryable = Tx | DataSource;

const NAME_LENGTH = 24;

const names = new Map<string, string>();

/** The same text has the same name on every connection, so it is parsed and planned once for each. */
const nameOf = (text: string): string => {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, NAME_LENGTH);
  names.set(text, name);
  return name;
};

interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** After a restart of the server every connection of a pool is lost, and each is only found out when it is used. */
const READ_REPEATS_MAX = 3;
const WRITES = /\b(insert|update|delete|merge|call|nextval|setval)\b/i;

const isRead = (text: string): boolean => /^\s*(select|with)\b/i.test(text) && !WRITES.test(text);

/**
 * A read that lost its connection is repeated on another one: it took no effect. Whatever else fails is
 * for the caller to repeat; a write may have been committed.
 */
const onPool = async <Row extends QueryResultRow>(on: DataSource, statement: Statement): Promise<QueryResult<Row>> => {
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await poolOf(on).query<Row>(statement);
    } catch (error) {
      if (repeats >= READ_REPEATS_MAX || !isRead(statement.text) || !isLostConnection(error)) throw error;
    }
  }
};

const run = async <Row extends QueryResultRow>(
  on: Queryable,
  text: string,
  values: readonly unknown[],
): Promise<QueryResult<Row>> => {
  const statement = { name: nameOf(text), text, values: [...values] };
  return 'manager' in on ? onPool<Row>(on, statement) : (await clientOf(on)).query<Row>(statement);
};

/**
 * Runs one statement and gives its rows, whatever kind of statement it is.
 *
 * It is prepared once per connection. So `text` must be a constant of the program: a text that varies with its input
 * would fill the server's memory, as well as being an injection. By itself on a pool, a read that loses its connection
 * is repeated on another one.
 *
 * @throws the driver's error as it is; see `sqlStateOf`.
 */
export const rowsOf = async <Row extends object>(
  on: Queryable,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> => {
  const { rows } = await run<Row>(on, text, values);
  return rows;
};

/** How many rows a statement without `returning` wrote. */
export const affectedBy = async (on: Queryable, text: string, values: readonly unknown[] = []): Promise<number> => {
  const { rowCount } = await run(on, text, values);
  return rowCount ?? 0;
};
