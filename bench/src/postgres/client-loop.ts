import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

const PRODUCTS = 1_000;
const REFERENCE_MAX = 2_000_000_000;

interface Load {
  readonly clients: number;
  readonly seconds: number;
}

const between = (low: number, high: number): number => low + Math.floor(Math.random() * (high - low + 1));

/** The statements of order.sql, with pgbench's variables as numbered parameters. */
const statements = (): readonly { readonly text: string; readonly variables: readonly string[] }[] =>
  readFileSync(join(__dirname, '..', '..', 'src', 'postgres', 'order.sql'), 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('--') && !line.startsWith('\\'))
    .join('\n')
    .split(';')
    .filter((text) => text.trim() !== '')
    .map((text) => {
      const variables: string[] = [];
      const numbered = text.replace(/(?<!:):([a-z_]+)/g, (_match, name: string) => {
        if (!variables.includes(name)) variables.push(name);
        return `$${(variables.indexOf(name) + 1).toString()}::bigint`;
      });
      return { text: numbered, variables };
    });

/** Drives order.sql from this process, for machines without pgbench. Returns orders per second. */
export const clientLoop = async (url: string, { clients, seconds }: Load): Promise<number> => {
  const prepared = statements();
  const until = Date.now() + seconds * 1_000;
  let orders = 0;

  const oneClient = async (): Promise<void> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    while (Date.now() < until) {
      const values: Readonly<Record<string, number>> = {
        first: between(1, PRODUCTS / 2),
        second: between(PRODUCTS / 2 + 1, PRODUCTS),
        order_id: between(1, REFERENCE_MAX),
      };
      for (const [index, { text, variables }] of prepared.entries())
        await client.query({ name: index.toString(), text, values: variables.map((name) => values[name]) });
      orders += 1;
    }
    await client.end();
  };

  await Promise.all(Array.from({ length: clients }, oneClient));
  return orders / seconds;
};
