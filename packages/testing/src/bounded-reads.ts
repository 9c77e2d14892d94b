import { Client, escapeLiteral } from 'pg';
import { type CapturedStatement, capturedStatements } from './captured-statements';
import type { TestSchema } from './test-database';

/** Of a page of 20 over a few ways into an index; a table of a million rows has tens of thousands of pages. */
const ROWS_MAX = 5_000;
const PAGES_MAX = 3_000;

/** A node of `explain (analyze, format json)`; what a node does not have is missing. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** With `generic`, as PostgreSQL plans a prepared statement that has run often: without knowing its parameters. */
type PlanMode = 'custom' | 'generic';

/** A parameter as a constant of SQL; the type is that which the statement gives it. */
const literalOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return escapeLiteral(`{${value.map((each) => JSON.stringify(each)).join(',')}}`);
  if (value instanceof Date) return escapeLiteral(value.toISOString());
  if (typeof value === 'string') return escapeLiteral(value);
  return escapeLiteral(JSON.stringify(value));
};

const planOf = async (client: Client, { text, values }: CapturedStatement, mode: PlanMode): Promise<PlanNode> => {
  await client.query(`set plan_cache_mode = force_${mode}_plan`);
  await client.query(`prepare captured as ${text}`);
  try {
    const given = values.length === 0 ? '' : `(${values.map(literalOf).join(', ')})`;
    const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
      `explain (analyze, buffers, timing off, format json) execute captured${given}`,
    );
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
    if (plan === undefined) throw new Error('PostgreSQL explained nothing.');
    return plan;
  } finally {
    await client.query('deallocate captured');
  }
};

const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const rowsRead = (node: PlanNode): number => {
  const kept = node['Actual Rows'] ?? 0;
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return (kept + removed + (node['Rows Removed by Join Filter'] ?? 0)) * (node['Actual Loops'] ?? 1);
};

export interface BoundedReadsOptions extends TestSchema {
  readonly dataSource: { readonly driver: object };
  /** The tables that have a million rows. */
  readonly tables: readonly string[];
  /** How often pages may be looked at. */
  readonly pagesMax?: number;
}

/** What is wrong with the plan; nothing, if it reads in proportion to what it answers. */
const faultsOf = (
  plan: PlanNode,
  { tables, pagesMax = PAGES_MAX }: Pick<BoundedReadsOptions, 'tables' | 'pagesMax'>,
): readonly string[] => {
  const scans = nodesOf(plan)
    .filter((node) => node['Node Type'].includes('Seq Scan') && tables.includes(node['Relation Name'] ?? ''))
    .map((node) => `${node['Node Type']} on ${node['Relation Name'] ?? ''}`);
  // Whatever is sorted, joined or scanned is a node, so no node may see many rows.
  const large = nodesOf(plan)
    .filter((node) => rowsRead(node) > ROWS_MAX)
    .map((node) => `${node['Node Type']} of ${rowsRead(node).toString()} rows ${node['Index Name'] ?? ''}`);
  const pages = (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
  return [...scans, ...large, ...(pages > pagesMax ? [`${pages.toString()} pages`] : [])];
};

/**
 * Runs a read, and asks PostgreSQL how it would run each statement of it, with a plan for its parameters and with the
 * generic plan: none may scan a table of a million rows, nor read, sort or join more than a bounded number of rows.
 * Durations are not looked at.
 */
export const expectBoundedReads = async (
  { dataSource, url, schema, ...bounds }: BoundedReadsOptions,
  read: () => Promise<unknown>,
): Promise<void> => {
  const statements = await capturedStatements(dataSource, read);
  expect(statements.length).toBeGreaterThan(0);
  const client = new Client({ connectionString: url, options: `-c search_path=${schema}` });
  await client.connect();
  try {
    for (const statement of statements)
      for (const mode of ['custom', 'generic'] as const) {
        const faults = faultsOf(await planOf(client, statement, mode), bounds);
        expect({ mode, statement, faults }).toEqual({ mode, statement, faults: [] });
      }
  } finally {
    await client.end();
  }
};
