import { type Database, type DatabaseParts, deleteExpired, openDatabase, prune, type Retention } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import {
  commonRetentionCases,
  idempotencyRetentionCases,
  itKeepsToItsRetentions,
  type RetentionCase,
  testServers,
  type TestServers,
} from '@oms/testing';

export interface ContextRetentions extends Pick<DatabaseParts, 'entities' | 'migrations'> {
  readonly retentions: readonly Retention[];
  /** Rows of the context's own tables, old and young, in an order in which they can be inserted. */
  readonly cases: readonly RetentionCase[];
}

/** SQL of the moment so many days ago, for the row of a case. */
export const daysAgo = (days: number): string => `now() - interval '${days.toString()} days'`;

/** SQL of the id of a case's row: the same for the same number. */
export const idOf = (number: number): string => `'0192f0c1-7a10-7000-8000-${number.toString().padStart(12, '0')}'`;

/**
 * Tests that a context keeps its rows as docs/data-retention.md states: those of its own tables and those of the tables
 * that every context has, in an empty schema with its migrations.
 */
export const describeRetentions = (
  context: string,
  { entities, migrations, retentions, cases }: ContextRetentions,
): void => {
  describe(`what ${context} keeps`, () => {
    const hasIdempotency = retentions.some(({ table }) => table === 'idempotency');
    let servers: TestServers<string>;
    let database: Database;

    const schema = () => {
      const opened = servers.schemas[context];
      if (opened === undefined) throw new Error(`There is no schema ${context}.`);
      return opened;
    };

    beforeAll(async () => {
      servers = await testServers([context]);
      const logger = createLogger({ name: context, level: 'silent' });
      database = await openDatabase(schema(), { entities, migrations, logger });
    });

    afterAll(async () => {
      await database.close();
      await servers.drop();
    });

    itKeepsToItsRetentions(context, () => ({
      ...schema(),
      cases: [...commonRetentionCases, ...(hasIdempotency ? idempotencyRetentionCases : []), ...cases],
      declared: retentions.map((retention) => ({ ...retention, statement: deleteExpired(retention) })),
      prune: async () => {
        for (const retention of retentions) await prune(database, retention);
      },
    }));
  });
};
