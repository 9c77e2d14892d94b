import { join } from 'node:path';
import { liveFeed } from '@oms/messaging';
import { composeSubgraph, type Connections } from '@oms/subgraph-kit';
import { apiContext } from './api/context';
import { resolvers } from './api/resolvers';
import { inventoryApplication } from './application';
import type { InventoryConfig } from './config';
import { natsStockFeed } from './infrastructure/messaging/stock-feed';
import { subscriptions } from './infrastructure/messaging/subscriptions';
import { entities } from './infrastructure/persistence/entities';
import { migrations } from './infrastructure/persistence/migrations';
import { typeormProductRepository } from './infrastructure/persistence/product-repository';
import { typeormProductViews } from './infrastructure/persistence/product-views';
import { typeormReservationViews } from './infrastructure/persistence/reservation-views';
import { retentions } from './infrastructure/persistence/retentions';

export const composeInventory = composeSubgraph({
  name: 'inventory',
  folder: join(__dirname, '..'),
  entities,
  migrations,
  retentions,
  parts: ({ database, broker, logger }: Connections<InventoryConfig>) => {
    const feed = liveFeed(broker, 'inventory');
    const application = inventoryApplication({
      products: typeormProductRepository(database),
      productViews: typeormProductViews(database),
      reservationViews: typeormReservationViews(database),
      stockFeed: natsStockFeed(feed),
    });
    return {
      subscriptions: subscriptions(application.eventHandlers, logger),
      services: [feed],
      resolvers,
      context: apiContext(application),
    };
  },
});
