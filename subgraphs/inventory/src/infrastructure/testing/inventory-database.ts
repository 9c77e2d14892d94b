import { openDatabase, type Database } from '@oms/database';
import type { Cause } from '@oms/messaging';
import { createLogger } from '@oms/telemetry';
import { testServers } from '@oms/testing';
import type { Reservations } from '../../application/ports/reservations';
import { inventoryTables } from '../persistence/inventory-tables';
import { postgresReservations } from '../persistence/postgres-reservations';

export interface InventoryDatabase {
  readonly database: Database;
  /** Each settlement in a transaction of its own, as a batch of messages is. */
  readonly reservations: Reservations;
  close(): Promise<void>;
}

const cause: Cause = { correlationId: 'test' };

/** A fresh inventory schema on the test servers. */
export const openInventoryDatabase = async (): Promise<InventoryDatabase> => {
  const servers = await testServers(['inventory']);
  const logger = createLogger({ name: 'inventory-test', level: 'silent' });
  const database = await openDatabase(servers.schemas.inventory, { ...inventoryTables, logger });
  return {
    database,
    reservations: {
      settle: (commands, decide) =>
        database.transaction((tx) => postgresReservations(tx, () => cause).settle(commands, decide), { pool: 'work' }),
    },
    close: async () => {
      await database.close();
      await servers.drop();
    },
  };
};
