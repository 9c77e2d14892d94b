import type { Logger } from '@oms/telemetry';
import { escapeIdentifier } from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { clientConfig, connectClient, type DatabaseConfig } from './connection';
import { silentLogger } from './driver';

/** A migration's class; its name ends in a timestamp, such as `CreateOrders1767225600000`. */
export type MigrationClass = new () => MigrationInterface;

/** Another process may be running a long migration. */
const LOCK_WAIT_MS = 60_000;
const UNLIMITED = 0;

const ensureSchema = `select 1 from pg_namespace where nspname = $1`;

/** Brings the schema up to date. Of several processes that start at once, one does the work and the others wait for it. */
export const migrate = async (
  config: DatabaseConfig,
  { migrations, logger }: { readonly migrations: readonly MigrationClass[]; readonly logger: Logger },
  connectMs: number,
): Promise<void> => {
  const limits = { statementMs: UNLIMITED, lockMs: LOCK_WAIT_MS, connectMs };
  const lock = await connectClient(clientConfig(config, 'migrations', limits));
  try {
    await lock.query('select pg_advisory_lock(hashtextextended($1, 0))', [`oms.migrations.${config.schema}`]);
    const { rowCount } = await lock.query(ensureSchema, [config.schema]);
    if (rowCount === 0) await lock.query(`create schema ${escapeIdentifier(config.schema)}`);
    const dataSource = new DataSource({
      type: 'postgres',
      installExtensions: false,
      migrations: [...migrations],
      migrationsTransactionMode: 'each',
      logger: silentLogger,
      poolSize: 1,
      extra: clientConfig(config, 'migrations', limits),
    });
    await dataSource.initialize();
    try {
      const done = await dataSource.runMigrations();
      if (done.length > 0) logger.info({ migrations: done.map(({ name }) => name) }, 'schema migrated');
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
};
