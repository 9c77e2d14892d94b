import { tokenErasureContract } from '../../application/testing/token-erasure-contract';
import { orderRepositoryContract, type OrderStore } from '../../application/testing/order-repository-contract';
import { openOrdersDatabase, putPrices } from '../../testing/orders-database';
import { typeormCheckoutRepository } from './checkout-repository';
import { typeormOrderRepository } from './order-repository';
import { typeormOrderViews } from './order-views';

const openStore = async (): Promise<OrderStore> => {
  const { database, close } = await openOrdersDatabase();
  return {
    orders: typeormOrderRepository(database),
    views: typeormOrderViews(database),
    inTransaction: (work) => database.transaction((tx) => work(typeormCheckoutRepository(tx)), { pool: 'work' }),
    putPrices: (prices) => putPrices(database, prices),
    close,
  };
};

describe('orders in PostgreSQL', () => {
  orderRepositoryContract(openStore);
  tokenErasureContract(openStore);
});
