/**
 * Until when a context keeps the rows of one of its tables. Declared as constants of the program: `column` and `where` go
 * into SQL as they are. An index on `column`, partial by `where` if there is one, has to be there.
 */
export interface Retention {
  /** Unqualified: the search path decides. */
  readonly table: string;
  /** Of type timestamptz: the age of a row is counted from it. */
  readonly column: string;
  readonly olderThan: { readonly days: number };
  /** A condition on the row. Only rows for which it holds are deleted, whatever their age. */
  readonly where?: string;
}

const NAME = /^[a-z][a-z0-9_]*$/;

/**
 * Deletes at most `$1` rows, oldest first. They are locked as they are found, so that a row that changes meanwhile is not
 * deleted for what it was; rows that another transaction has locked are left to the next run.
 */
export const deleteExpired = ({ table, column, olderThan: { days }, where = 'true' }: Retention): string => {
  for (const name of [table, column]) if (!NAME.test(name)) throw new Error(`"${name}" is not a name in SQL.`);
  if (!Number.isInteger(days) || days < 1) throw new Error(`${table} cannot be kept for ${days.toString()} days.`);
  return `
delete from ${table} where ctid = any(array(
  select ctid from ${table} where ${column} < now() - make_interval(days => ${days.toString()}) and (${where})
  order by ${column} limit $1 for update skip locked))`;
};
