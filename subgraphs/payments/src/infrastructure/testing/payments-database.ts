import { openDatabase, type Database } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { testServers } from '@oms/testing';
import { migrations } from '../persistence/migrations';

export interface PaymentsDatabase {
  readonly database: Database;
  close(): Promise<void>;
}

/** A fresh payments schema on the test servers. */
export const openPaymentsDatabase = async (): Promise<PaymentsDatabase> => {
  const servers = await testServers(['payments']);
  const logger = createLogger({ name: 'payments-test', level: 'silent' });
  const database = await openDatabase(servers.schemas.payments, {
    entities: [],
    migrations,
    logger,
  });
  return {
    database,
    close: async () => {
      await database.close();
      await servers.drop();
    },
  };
};
