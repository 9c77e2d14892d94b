import { type Database, openDatabase } from '@oms/database';
import type { Id } from '@oms/kernel';
import { createLogger, type Metrics } from '@oms/telemetry';
import { testServers, type TestServers } from '@oms/testing';
import { onParticipantEvents } from '../application/event-handlers/on-participant-events';
import { participantEvent, prices } from '../application/testing/fixtures';
import type { CheckoutInput } from '../domain/checkout/checkout';
import type { Price } from '../domain/order/lines';
import { timeouts } from '../domain/testing/fixtures';
import { typeormCheckoutRepository } from '../infrastructure/persistence/checkout-repository';
import { entities } from '../infrastructure/persistence/entities';
import { migrations } from '../infrastructure/persistence/migrations';
import { storePrices } from '../infrastructure/persistence/price-book-repository';

export const silent = createLogger({ name: 'orders', level: 'silent' });

interface DatabaseOptions {
  readonly servers?: TestServers<'orders'>;
  readonly poolMax?: number;
  readonly metrics?: Metrics;
  /** Default: all. */
  readonly applied?: typeof migrations;
}

/** The database of orders in PostgreSQL, without the rest of the subgraph. */
export const openOrdersDatabase = async ({
  servers: given,
  poolMax,
  metrics,
  applied = migrations,
}: DatabaseOptions = {}) => {
  const servers = given ?? (await testServers(['orders']));
  const config = { ...servers.schemas.orders, ...(poolMax !== undefined && { poolMax }) };
  const database = await openDatabase(config, {
    entities,
    migrations: applied,
    logger: silent,
    ...(metrics !== undefined && { metrics }),
  });
  return {
    servers,
    database,
    close: async () => {
      await database.close();
      await servers.drop();
    },
  };
};

export type OrdersDatabase = Awaited<ReturnType<typeof openOrdersDatabase>>;

/** Fills the price book, as the first event of each product does. */
export const putPrices = (database: Database, known: readonly Price[] = prices): Promise<void> =>
  database.transaction((tx) =>
    storePrices(
      tx,
      known.map((price) => ({ ...price, sequence: 1 })),
    ),
  );

/** Applies one batch of events of other contexts. */
export const receiveIn =
  (database: Database, within = timeouts) =>
  (...inputs: readonly (readonly [Id<'Order'>, CheckoutInput])[]): Promise<void> =>
    database.transaction(
      (tx) =>
        onParticipantEvents(within)(
          typeormCheckoutRepository(tx),
          inputs.map(([id, input]) => participantEvent(id, input)),
        ),
      { pool: 'work' },
    );
