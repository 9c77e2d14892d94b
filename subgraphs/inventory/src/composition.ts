import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenVerifier } from '@oms/auth';
import { openDatabase, pruner, type Database } from '@oms/database';
import { serviceOf, type Service } from '@oms/kernel';
import { connectBroker, consumers, liveFeed, relay, type Broker } from '@oms/messaging';
import { subgraphServer, type ServiceParts } from '@oms/subgraph-kit';
import { apiContext } from './api/context';
import { resolvers } from './api/resolvers';
import { inventoryApplication } from './application';
import type { InventoryConfig } from './config';
import { natsStockFeed } from './infrastructure/messaging/nats-stock-feed';
import { inventorySubscriptions } from './infrastructure/messaging/subscriptions';
import { inventoryTables } from './infrastructure/persistence/inventory-tables';
import { postgresProducts } from './infrastructure/persistence/postgres-products';
import { retentions } from './infrastructure/persistence/retentions';
import { postgresStockViews } from './infrastructure/persistence/postgres-stock-views';

const context = 'inventory';
const typeDefs = readFileSync(join(__dirname, '..', 'schema.graphql'), 'utf8');

/** First to start and so last to stop: everything else runs on these two. */
const connections = (database: Database, broker: Broker): Service => ({
  start: () => Promise.resolve(),
  stop: async () => {
    await broker.drain();
    await database.close();
  },
});

export const composeInventory = async (
  config: InventoryConfig,
  { logger, metrics }: ServiceParts,
): Promise<Service> => {
  const database = await openDatabase(config.database, { ...inventoryTables, logger, metrics });
  const broker = await connectBroker({ url: config.natsUrl, name: context, logger });
  const feed = liveFeed(broker, context);
  const application = inventoryApplication({
    products: postgresProducts(database),
    views: postgresStockViews(database),
    feed: natsStockFeed(feed),
  });
  return serviceOf(
    connections(database, broker),
    relay({ context, database, broker, logger, metrics }),
    pruner({ database, retentions, logger, metrics }),
    feed,
    consumers({
      context,
      database,
      broker,
      subscriptions: inventorySubscriptions(logger),
      retry: config.retry,
      logger,
      metrics,
    }),
    subgraphServer({
      name: context,
      typeDefs,
      resolvers,
      context: apiContext(application),
      verifier: tokenVerifier(config.identity),
      http: config.http,
      readiness: () => database.ping(),
      logger,
      metrics,
    }),
  );
};
