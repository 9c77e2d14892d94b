import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenVerifier, type TokenVerifier } from '@oms/auth';
import { openDatabase, pruner } from '@oms/database';
import { closingOnFailure, type Service, serviceOf } from '@oms/kernel';
import { connectBroker, eventMessaging, liveFeed } from '@oms/messaging';
import { failureOf, messagingChecks, type ServiceParts, type SubgraphServer, subgraphServer } from '@oms/subgraph-kit';
import { apiContext } from './api/context';
import { resolvers } from './api/resolvers';
import { ordersApplication } from './application';
import { passDeadlines } from './application/pass-deadlines';
import type { OrdersConfig } from './config';
import { deadlineClock } from './infrastructure/deadline-clock';
import { identifiers } from './infrastructure/identifiers';
import { orderNews } from './infrastructure/messaging/order-news';
import { catalogueLog } from './infrastructure/messaging/publisher-log';
import { subscriptionsOf } from './infrastructure/messaging/subscriptions';
import { sagaMetrics } from './infrastructure/saga-metrics';
import { entities, migrations } from './infrastructure/persistence/entities';
import { retentions } from './infrastructure/persistence/retentions';
import { typeormDeadLetters } from './infrastructure/persistence/typeorm-dead-letters';
import { typeormOrderViews } from './infrastructure/persistence/typeorm-order-views';
import { typeormOrders } from './infrastructure/persistence/typeorm-orders';

const SCHEMA = join(__dirname, '..', 'schema.graphql');

export interface OrdersParts extends ServiceParts {
  /** Who vouches for tokens; a test brings its own. */
  readonly verifier?: TokenVerifier;
}

/** The one place that knows every part of orders. Parts start in the order in which they are listed, and stop in reverse. */
export const composeOrders = async (
  config: OrdersConfig,
  { logger, metrics, verifier = tokenVerifier(config.identity, { logger }) }: OrdersParts,
): Promise<Service & Pick<SubgraphServer, 'url'>> => {
  const { patience, startupTimeoutMs } = config;
  const { broker: brokerConfig, retry, partitions } = config.messaging;
  const database = await openDatabase(config.database, { entities, migrations, logger, metrics, startupTimeoutMs });
  const broker = await closingOnFailure(database, () =>
    connectBroker({ ...brokerConfig, name: 'orders', logger, startupTimeoutMs }),
  );
  const feed = liveFeed(broker, 'orders');
  const events = eventMessaging({
    context: 'orders',
    database,
    broker,
    subscriptions: subscriptionsOf(patience),
    retry,
    partitions,
    logger,
    metrics,
  });

  const application = ordersApplication({
    orders: typeormOrders(database),
    views: typeormOrderViews(database),
    news: orderNews(feed),
    deadLetters: typeormDeadLetters(database),
    identifiers,
    patience,
    now: Date.now,
    catalogueLog: catalogueLog(events),
  });

  const connections: Service = {
    start: () => Promise.resolve(),
    stop: async () => {
      await broker.drain();
      await database.close();
    },
  };

  const server = subgraphServer({
    name: 'orders',
    typeDefs: readFileSync(SCHEMA, 'utf8'),
    resolvers,
    context: apiContext(application),
    verifier,
    http: config.http,
    readiness: async () => ({ database: await failureOf(database.ping()), ...messagingChecks(broker, events) }),
    logger,
    metrics,
  });
  const service = serviceOf(
    connections,
    events,
    deadlineClock({ database, passDeadlines: passDeadlines(patience), logger }),
    sagaMetrics({ database, metrics, logger }),
    pruner({ database, retentions, logger, metrics }),
    feed,
    server,
  );
  return { ...service, url: () => server.url() };
};
