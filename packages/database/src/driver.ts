import type { Pool, PoolClient } from 'pg';
import type { DataSource, EntityManager, Logger } from 'typeorm';

const isPool = (value: unknown): value is Pool =>
  typeof value === 'object' && value !== null && 'totalCount' in value && 'waitingCount' in value;

/** The pool under a data source: TypeORM keeps it as `master` of its driver, untyped. */
export const poolOf = (dataSource: DataSource): Pool => {
  const pool: unknown = 'master' in dataSource.driver ? dataSource.driver.master : undefined;
  if (!isPool(pool)) throw new Error('The data source is not connected, or its driver is not that of PostgreSQL.');
  return pool;
};

/** The connection that a transaction runs on. */
export const clientOf = async (tx: EntityManager): Promise<PoolClient> => {
  const { queryRunner } = tx;
  if (queryRunner === undefined) throw new Error('Not in a transaction: pass the Tx, or the DataSource itself.');
  return (await queryRunner.connect()) as PoolClient;
};

const nothing = (): void => undefined;

/** TypeORM would write plain lines to standard output, where ours are JSON; failures are thrown as well. */
export const silentLogger: Logger = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};
