import { openDatabase, type Database } from '@oms/database';
import { createLogger, createMetrics, type Metrics } from '@oms/telemetry';
import { testServers } from '@oms/testing';
import { CreatePayments1767225600000 } from '../persistence/migrations/create-payments';

export interface PaymentsDatabase {
  readonly database: Database;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/** A fresh payments schema on the test servers; `poolMax` connections for requests, and half as many for the rest. */
export const openPaymentsDatabase = async ({ poolMax = 10 } = {}): Promise<PaymentsDatabase> => {
  const servers = await testServers(['payments']);
  const logger = createLogger({ name: 'payments-test', level: 'silent' });
  const metrics = createMetrics({ service: 'payments' });
  const database = await openDatabase(
    { ...servers.schemas.payments, poolMax },
    {
      entities: [],
      migrations: [CreatePayments1767225600000],
      logger,
      metrics,
    },
  );
  return {
    database,
    metrics,
    close: async () => {
      await database.close();
      await servers.drop();
    },
  };
};
