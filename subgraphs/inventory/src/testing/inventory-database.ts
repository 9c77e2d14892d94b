import { newId, openDatabase, rowsOf, type Database } from '@oms/database';
import { createLogger, createMetrics, type Metrics } from '@oms/telemetry';
import { testServers } from '@oms/testing';
import type { RepositoriesUnderTest } from '../application/testing/repositories-under-test';
import { entities } from '../infrastructure/persistence/entities';
import { migrations } from '../infrastructure/persistence/migrations';
import { typeormProductRepository } from '../infrastructure/persistence/product-repository';
import { typeormProductViews } from '../infrastructure/persistence/product-views';
import { typeormReservationRepository } from '../infrastructure/persistence/reservation-repository';
import { typeormReservationViews } from '../infrastructure/persistence/reservation-views';

const allRows = `
select (select json_agg(r order by order_id) from reservations r) as reservations,
  (select json_agg(l order by sku) from stock_levels l) as levels,
  (select json_agg(m order by position) from stock_movements m) as movements,
  (select json_agg(e.id order by position) from events e) as events`;

export interface InventoryDatabase extends RepositoriesUnderTest {
  readonly database: Database;
  readonly metrics: Metrics;
  /** All rows that an event of an order may change. */
  allRows(): Promise<readonly object[]>;
  close(): Promise<void>;
}

/**
 * The repositories over a schema of its own on the test servers; each batch of reservations in a transaction of its own,
 * as a batch of events is. `poolMax` connections for requests, and half as many for background work.
 */
export const openInventoryDatabase = async ({ poolMax = 10 } = {}): Promise<InventoryDatabase> => {
  const servers = await testServers(['inventory']);
  const logger = createLogger({ name: 'inventory-test', level: 'silent' });
  const metrics = createMetrics({ service: 'inventory' });
  const database = await openDatabase(
    { ...servers.schemas.inventory, poolMax },
    { entities, migrations, logger, metrics },
  );
  return {
    database,
    metrics,
    products: typeormProductRepository(database),
    productViews: typeormProductViews(database),
    reservations: {
      changeAll: (requests, decide) =>
        database.transaction((tx) => typeormReservationRepository(tx).changeAll(requests, decide), { pool: 'work' }),
    },
    reservationViews: typeormReservationViews(database),
    newOrderId: () => newId<'Order'>(),
    allRows: () => rowsOf(database.requests, allRows),
    close: async () => {
      await database.close();
      await servers.drop();
    },
  };
};
