import { openDatabase } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { testServers } from '@oms/testing';
import { erasedTokensContract } from '../../application/testing/erased-tokens-contract';
import { ordersContract, type OrdersStore } from '../../application/testing/orders-contract';
import { entities, migrations } from './entities';
import { keepPrices } from './price-book';
import { typeormCheckouts } from './typeorm-checkouts';
import { typeormOrderViews } from './typeorm-order-views';
import { typeormOrders } from './typeorm-orders';

const openStore = async (): Promise<OrdersStore> => {
  const servers = await testServers(['orders']);
  const logger = createLogger({ name: 'orders', level: 'silent' });
  const database = await openDatabase(servers.schemas.orders, { entities, migrations, logger });
  return {
    orders: typeormOrders(database),
    views: typeormOrderViews(database),
    inTransaction: (work) => database.transaction((tx) => work(typeormCheckouts(tx)), { pool: 'work' }),
    putPrices: (prices) =>
      database.transaction((tx) =>
        keepPrices(
          tx,
          prices.map((price) => ({ ...price, sequence: 1 })),
        ),
      ),
    close: async () => {
      await database.close();
      await servers.drop();
    },
  };
};

describe('orders in PostgreSQL', () => {
  ordersContract(openStore);
  erasedTokensContract(openStore);
});
