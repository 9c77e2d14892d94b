import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenVerifier } from '@oms/auth';
import { openDatabase, pruner, type Database } from '@oms/database';
import { closingOnFailure, serviceOf, type Service } from '@oms/kernel';
import { connectBroker, eventMessaging, liveFeed, type Broker } from '@oms/messaging';
import { failureOf, messagingChecks, subgraphServer, type ServiceParts } from '@oms/subgraph-kit';
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
  const { startupTimeoutMs } = config;
  const database = await openDatabase(config.database, { ...inventoryTables, logger, metrics, startupTimeoutMs });
  const broker = await closingOnFailure(database, () =>
    connectBroker({ ...config.messaging.broker, name: context, logger, startupTimeoutMs }),
  );
  const feed = liveFeed(broker, context);
  const application = inventoryApplication({
    products: postgresProducts(database),
    views: postgresStockViews(database),
    feed: natsStockFeed(feed),
  });
  const { retry, partitions } = config.messaging;
  const events = eventMessaging({
    context,
    database,
    broker,
    subscriptions: inventorySubscriptions(logger),
    retry,
    partitions,
    logger,
    metrics,
  });
  return serviceOf(
    connections(database, broker),
    pruner({ database, retentions, logger, metrics }),
    feed,
    events,
    subgraphServer({
      name: context,
      typeDefs,
      resolvers,
      context: apiContext(application),
      verifier: tokenVerifier(config.identity, { logger }),
      http: config.http,
      readiness: async () => ({ database: await failureOf(database.ping()), ...messagingChecks(broker, events) }),
      logger,
      metrics,
    }),
  );
};
