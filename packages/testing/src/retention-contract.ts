import { Client } from 'pg';
import { statedRetentions } from './stated-retentions';
import type { TestSchema } from './test-database';

/** A row that a test inserts. */
export interface RetentionCase {
  readonly table: string;
  /** What follows `insert into <table>`. */
  readonly row: string;
  /** Whether pruning ends it. */
  readonly goes: boolean;
}

/** What a context declares; see `Retention` of @oms/database. */
export interface DeclaredRetention {
  readonly table: string;
  readonly column: string;
  readonly olderThan: { readonly days: number };
  readonly where?: string;
  /** What is run to delete, with the most rows to delete as its parameter. */
  readonly statement: string;
}

export interface RetentionsUnderTest extends TestSchema {
  readonly declared: readonly DeclaredRetention[];
  /** In an order in which they can be inserted. */
  readonly cases: readonly RetentionCase[];
  prune(): Promise<void>;
}

/** They have rows from the start: for each migration that ran, and for the end of the log. */
const FILLED_BY_MIGRATIONS = new Set(['migrations', 'event_log_head']);

const tablesIn = `
select table_name as name from information_schema.tables where table_schema = $1 and table_type = 'BASE TABLE'`;

/** The end of a row as docs/data-retention.md states it. */
const endOf = ({ column, olderThan: { days }, where }: DeclaredRetention): string =>
  `${days.toString()} days after \`${column}\`${where === undefined ? '' : `, where \`${where}\``}`;

const sorted = (texts: Iterable<string>): readonly string[] => [...texts].sort();

const connected = async <T>({ url, schema }: TestSchema, use: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url, options: `-c search_path=${schema}` });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
};

/** Where the rows of a table are; a row that nobody updates stays there. */
const placesOf = async (client: Client, table: string): Promise<readonly string[]> =>
  (await client.query<{ ctid: string }>(`select ctid::text from ${table}`)).rows.map(({ ctid }) => ctid);

const insertAll = async (client: Client, cases: readonly RetentionCase[]): Promise<Map<string, string[]>> => {
  const staying = new Map<string, string[]>();
  for (const { table, row, goes } of cases) {
    const { rows } = await client.query<{ ctid: string }>(`insert into ${table} ${row} returning ctid::text`);
    if (!staying.has(table)) staying.set(table, []);
    if (!goes) staying.get(table)?.push(...rows.map(({ ctid }) => ctid));
  }
  return staying;
};

/** The plan where an index is taken if one can be. */
const indexedPlan = async (client: Client, statement: string): Promise<string> => {
  for (const kind of ['seqscan', 'bitmapscan', 'sort']) await client.query(`set enable_${kind} = off`);
  await client.query(`prepare deletion as ${statement}`);
  const { rows } = await client.query<{ 'QUERY PLAN': string }>('explain (costs off) execute deletion(1)');
  await client.query('deallocate deletion');
  return rows.map((row) => row['QUERY PLAN']).join('\n');
};

/**
 * What every context promises of the rows that it keeps: each table has a stated end, or a stated reason to have none, and
 * pruning ends exactly what is stated. `open` gives an empty schema.
 */
export const itKeepsToItsRetentions = (context: string, open: () => RetentionsUnderTest): void => {
  it('states for every table when its rows end, or why they never do', async () => {
    const { declared, ...schema } = open();
    const tables = await connected(schema, (client) => client.query<{ name: string }>(tablesIn, [schema.schema]));
    const stated = statedRetentions(context);
    expect(sorted(new Set(stated.map(({ table }) => table)))).toEqual(sorted(tables.rows.map(({ name }) => name)));
    expect(stated.filter(({ end, why }) => end === '' || why === '')).toEqual([]);
    const pruned = stated.filter(({ deletedBy }) => deletedBy === 'pruner');
    const lines = (ends: readonly { table: string; end: string }[]) =>
      sorted(ends.map((one) => `${one.table}: ${one.end}`));
    expect(lines(pruned)).toEqual(lines(declared.map((one) => ({ table: one.table, end: endOf(one) }))));
  });

  it('ends exactly the rows that are past their end', async () => {
    const { cases, prune, ...schema } = open();
    await connected(schema, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(tablesIn, [schema.schema]);
      const names = tables.map(({ name }) => name).filter((name) => !FILLED_BY_MIGRATIONS.has(name));
      expect(sorted(new Set(cases.map(({ table }) => table)))).toEqual(sorted(names));
      const staying = await insertAll(client, cases);
      await prune();
      const left: (readonly [string, readonly string[]])[] = [];
      for (const name of names) left.push([name, sorted(await placesOf(client, name))]);
      expect(Object.fromEntries(left)).toEqual(
        Object.fromEntries([...staying].map(([name, places]) => [name, sorted(places)])),
      );
    });
  });

  it('finds them by an index', async () => {
    const { declared, ...schema } = open();
    await connected(schema, async (client) => {
      for (const { table, statement } of declared) {
        const plan = await indexedPlan(client, statement);
        expect(plan).not.toContain(`Seq Scan on ${table}`);
        expect(plan).not.toMatch(/\bSort\b/);
        expect(plan).toContain('Index');
      }
    });
  });
};
