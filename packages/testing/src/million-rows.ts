import { Client, escapeIdentifier } from 'pg';

const MILLION = 1_000_000;

/** Rows by `insert … select … from generate_series(1, 1000000) as n`. */
export interface BigTable {
  readonly table: string;
  /** What follows `insert into <table>`; `n` counts from 1 to a million. */
  readonly columns: string;
  readonly values: string;
}

interface Index {
  readonly name: string;
  readonly definition: string;
}

/** Those of constraints stay: nothing could be dropped without its constraint. */
const looseIndexes = `
select index.relname as name, pg_get_indexdef(index.oid) as definition
from pg_index join pg_class as index on index.oid = indexrelid
where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid)`;

const fillOne = async (client: Client, { table, columns, values }: BigTable): Promise<void> => {
  const { rows: indexes } = await client.query<Index>(looseIndexes, [table]);
  await client.query('begin');
  // Emptied here, the table is not logged while it is filled.
  await client.query(`truncate ${table} cascade`);
  for (const { name } of indexes) await client.query(`drop index ${escapeIdentifier(name)}`);
  await client.query(`alter table ${table} disable trigger all`);
  await client.query(
    `insert into ${table} ${columns} select ${values} from generate_series(1, ${MILLION.toString()}) as n`,
  );
  for (const { definition } of indexes) await client.query(definition);
  await client.query(`alter table ${table} enable trigger all`);
  await client.query('commit');
  // As autovacuum would have done by then: a plan may rely on the visibility map.
  await client.query(`vacuum analyze ${table}`);
};

/**
 * Fills tables of the schema, with their indexes built afterwards; a table comes after those that it refers to. `adminUrl` is
 * the superuser's, as foreign keys are not checked.
 */
export const fillWithAMillion = async (
  { adminUrl, schema }: { readonly adminUrl: string; readonly schema: string },
  tables: readonly BigTable[],
): Promise<void> => {
  const client = new Client({ connectionString: adminUrl, options: `-c search_path=${schema}` });
  await client.connect();
  try {
    await client.query(`set maintenance_work_mem = '256MB'`);
    for (const table of tables) await fillOne(client, table);
  } finally {
    await client.end();
  }
};
