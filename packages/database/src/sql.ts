import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { clientOf, poolOf } from './driver';

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

/**
 * Runs one statement and gives its rows, whatever kind of statement it is.
 *
 * It is prepared once per connection. So `text` must be a constant of the program: a text that varies with its input
 * would fill the server's memory, as well as being an injection.
 *
 * @throws the driver's error as it is; `sqlStateOf` tells which.
 */
export const rowsOf = async <Row extends object>(
  on: Queryable,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> => {
  const statement = { name: nameOf(text), text, values: [...values] };
  const { rows } =
    'manager' in on ? await poolOf(on).query<Row>(statement) : await (await clientOf(on)).query<Row>(statement);
  return rows;
};

/** How many rows a statement without `returning` wrote. */
export const affectedBy = async (on: Queryable, text: string, values: readonly unknown[] = []): Promise<number> => {
  const statement = { name: nameOf(text), text, values: [...values] };
  const { rowCount } =
    'manager' in on ? await poolOf(on).query(statement) : await (await clientOf(on)).query(statement);
  return rowCount ?? 0;
};
