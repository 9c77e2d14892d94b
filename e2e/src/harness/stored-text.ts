import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import type { Addresses } from './fixture';

interface Column {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

/** Every column of every context whose type can hold text. */
const columnsQuery = `
select table_schema as schema, table_name as table, column_name as column
from information_schema.columns join information_schema.tables using (table_schema, table_name)
where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'
  and data_type in ('text', 'character varying', 'character', 'json', 'jsonb', 'bytea', 'ARRAY', 'USER-DEFINED', 'xml')`;

const asBytes = (column: string): string =>
  `case when pg_typeof(${column}) = 'bytea'::regtype then ${column}::text else encode(convert_to(${column}::text, 'UTF8'), 'hex') end`;

/** The columns, such as `orders.events.data`, that contain the text. */
export const columnsContaining = async (
  { database }: Pick<Addresses, 'database'>,
  text: string,
): Promise<readonly string[]> => {
  const client = new Client({ connectionString: database });
  await client.connect();
  try {
    const { rows: columns } = await client.query<Column>(columnsQuery);
    if (columns.length === 0) throw new Error('The database has no columns to search.');
    const found: string[] = [];
    for (const { schema, table, column } of columns) {
      const [from, name] = [`${escapeIdentifier(schema)}.${escapeIdentifier(table)}`, escapeIdentifier(column)];
      const sql = `select 1 from ${from} where position($1 in ${asBytes(name)}) > 0 limit 1`;
      const { rowCount } = await client.query(sql, [Buffer.from(text).toString('hex')]);
      if (rowCount === 1) found.push(`${schema}.${table}.${column}`);
    }
    return found;
  } finally {
    await client.end();
  }
};

/** The log files that contain the text, but for those of the processes in `outside`: simulators are not part of the system. */
export const logFilesContaining = (
  { logFolder }: Pick<Addresses, 'logFolder'>,
  text: string,
  outside: readonly string[],
): readonly string[] => {
  const logs = readdirSync(logFolder).filter((file) => !outside.some((name) => file.startsWith(name)));
  if (logs.length === 0) throw new Error('There are no logs to search.');
  return logs.filter((file) => readFileSync(join(logFolder, file), 'utf8').includes(text));
};

/** The broker's files that contain the text. */
export const streamFilesContaining = ({ logFolder }: Pick<Addresses, 'logFolder'>, text: string): readonly string[] => {
  const folder = join(logFolder, '..', 'nats');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  if (files.length === 0) throw new Error('The broker has no files to search.');
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text));
};
