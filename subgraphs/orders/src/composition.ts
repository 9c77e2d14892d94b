import { join } from 'node:path';
import { productAdded } from '@oms/contracts';
import { newId } from '@oms/database';
import { liveFeed } from '@oms/messaging';
import { composeSubgraph, type Connections } from '@oms/subgraph-kit';
import { apiContext } from './api/context';
import { resolvers } from './api/resolvers';
import { ordersApplication } from './application';
import type { OrdersConfig } from './config';
import { natsOrderStatusFeed } from './infrastructure/messaging/order-status-feed';
import { subscriptions } from './infrastructure/messaging/subscriptions';
import { typeormDeadLetterRepository } from './infrastructure/persistence/dead-letter-repository';
import { typeormDeadLetterViews } from './infrastructure/persistence/dead-letter-views';
import { entities } from './infrastructure/persistence/entities';
import { migrations } from './infrastructure/persistence/migrations';
import { newOrderNumber } from './infrastructure/persistence/order-number';
import { typeormOrderRepository } from './infrastructure/persistence/order-repository';
import { typeormOrderViews } from './infrastructure/persistence/order-views';
import { retentions } from './infrastructure/persistence/retentions';
import { deadlineWorker } from './infrastructure/workers/deadline-worker';
import { sagaMetricsWorker } from './infrastructure/workers/saga-metrics-worker';

/** How long placing an order waits for the price book to catch up. */
const CAUGHT_UP_WITHIN_MS = 2_000;

export const composeOrders = composeSubgraph({
  name: 'orders',
  folder: join(__dirname, '..'),
  entities,
  migrations,
  retentions,
  parts: ({ config, database, broker, caughtUp, logger, metrics }: Connections<OrdersConfig>) => {
    const feed = liveFeed(broker, 'orders');
    const productKey = (sku: string): string => `${productAdded.aggregateType}/${sku}`;
    const application = ordersApplication({
      orders: typeormOrderRepository(database),
      views: typeormOrderViews(database),
      statusFeed: natsOrderStatusFeed(feed),
      deadLetters: typeormDeadLetterRepository(database),
      deadLetterViews: typeormDeadLetterViews(database),
      newId,
      newOrderNumber,
      timeouts: config.timeouts,
      clock: Date.now,
      catalogueCaughtUp: (skus) =>
        caughtUp({ publisher: 'inventory', partitionKeys: skus.map(productKey), withinMs: CAUGHT_UP_WITHIN_MS }),
    });
    const { passDeadlines } = application.commands;
    return {
      subscriptions: subscriptions(application.eventHandlers),
      services: [
        feed,
        deadlineWorker({ database, passDeadlines, logger }),
        sagaMetricsWorker({ database, metrics, logger }),
      ],
      resolvers,
      context: apiContext(application),
    };
  },
});
