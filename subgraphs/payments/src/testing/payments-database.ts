import { openDatabase, type Database, type DatabaseConfig } from '@oms/database';
import { createLogger, createMetrics, type Metrics } from '@oms/telemetry';
import { testServers } from '@oms/testing';
import { entities } from '../infrastructure/persistence/entities';
import { migrations } from '../infrastructure/persistence/migrations';

export interface PaymentsDatabase {
  readonly database: Database;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/** A schema of payments, brought up to date. */
export const paymentsDatabaseAt = (config: DatabaseConfig, metrics?: Metrics): Promise<Database> =>
  openDatabase(config, {
    entities,
    migrations,
    logger: createLogger({ name: 'payments-test', level: 'silent' }),
    ...(metrics !== undefined && { metrics }),
  });

/** A fresh payments schema on the test servers; `poolMax` connections for requests, and half as many for the rest. */
export const openPaymentsDatabase = async ({ poolMax = 10 } = {}): Promise<PaymentsDatabase> => {
  const servers = await testServers(['payments']);
  const metrics = createMetrics({ service: 'payments' });
  const database = await paymentsDatabaseAt({ ...servers.schemas.payments, poolMax }, metrics);
  return {
    database,
    metrics,
    close: async () => {
      await database.close();
      await servers.drop();
    },
  };
};
