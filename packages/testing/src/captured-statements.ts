import type { ClientBase } from 'pg';

export interface CapturedStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What is asked of a pool: the driver's own event for each connection that it lends. */
interface LendingPool {
  on(event: 'acquire', listener: (client: ClientBase) => void): unknown;
  off(event: 'acquire', listener: (client: ClientBase) => void): unknown;
}

const isPool = (value: unknown): value is LendingPool =>
  typeof value === 'object' && value !== null && 'on' in value && 'off' in value;

const statementOf = (config: unknown, values: unknown): CapturedStatement => {
  const given = typeof config === 'string' ? { text: config } : (config as { text: string; values?: unknown[] });
  const own = 'values' in given ? given.values : undefined;
  return { text: given.text, values: own ?? (Array.isArray(values) ? values : []) };
};

/** The statements that `work` sends through the pool of a TypeORM data source, as the driver gets them. */
export const capturedStatements = async (
  { driver }: { readonly driver: object },
  work: () => Promise<unknown>,
): Promise<readonly CapturedStatement[]> => {
  const pool: unknown = 'master' in driver ? driver.master : undefined;
  if (!isPool(pool)) throw new Error('The data source is not connected, or its driver is not that of PostgreSQL.');
  const captured: CapturedStatement[] = [];
  const restored: (() => void)[] = [];
  const listen = (client: ClientBase): void => {
    const { query } = client;
    const recording = (...given: unknown[]): unknown => {
      captured.push(statementOf(given[0], given[1]));
      return Reflect.apply(query, client, given) as unknown;
    };
    Object.assign(client, { query: recording });
    restored.push(() => Object.assign(client, { query }));
  };
  pool.on('acquire', listen);
  try {
    await work();
  } finally {
    pool.off('acquire', listen);
    for (const restore of restored.reverse()) restore();
  }
  return captured;
};
