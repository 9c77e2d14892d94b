import { openDatabase, type Database, type DatabaseConfig } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { testServers } from '@oms/testing';
import { migrations } from '../persistence/migrations';

export interface PaymentsDatabase {
  readonly database: Database;
  close(): Promise<void>;
}

/** A schema of payments, brought up to date. */
export const paymentsDatabaseAt = (config: DatabaseConfig): Promise<Database> =>
  openDatabase(config, {
    entities: [],
    migrations,
    logger: createLogger({ name: 'payments-test', level: 'silent' }),
  });

/** A fresh payments schema on the test servers. */
export const openPaymentsDatabase = async (): Promise<PaymentsDatabase> => {
  const servers = await testServers(['payments']);
  const database = await paymentsDatabaseAt(servers.schemas.payments);
  return {
    database,
    close: async () => {
      await database.close();
      await servers.drop();
    },
  };
};
