import { openDatabase, type Database } from '@oms/database';
import type { Causation } from '@oms/kernel';
import { createLogger, createMetrics, type Metrics } from '@oms/telemetry';
import { testServers } from '@oms/testing';
import type { Reservations } from '../../application/ports/reservations';
import { inventoryTables } from '../persistence/inventory-tables';
import { postgresReservations } from '../persistence/postgres-reservations';

export interface InventoryDatabase {
  readonly database: Database;
  readonly metrics: Metrics;
  /** Each settlement in a transaction of its own, as a batch of messages is. */
  readonly reservations: Reservations;
  close(): Promise<void>;
}

const causation: Causation = { correlationId: 'test' };

/** A fresh inventory schema on the test servers; `poolMax` connections for requests, and half as many for the rest. */
export const openInventoryDatabase = async ({ poolMax = 10 } = {}): Promise<InventoryDatabase> => {
  const servers = await testServers(['inventory']);
  const logger = createLogger({ name: 'inventory-test', level: 'silent' });
  const metrics = createMetrics({ service: 'inventory' });
  const database = await openDatabase(
    { ...servers.schemas.inventory, poolMax },
    { ...inventoryTables, logger, metrics },
  );
  return {
    database,
    metrics,
    reservations: {
      settle: (commands, decide) =>
        database.transaction((tx) => postgresReservations(tx, () => causation).settle(commands, decide), {
          pool: 'work',
        }),
    },
    close: async () => {
      await database.close();
      await servers.drop();
    },
  };
};
