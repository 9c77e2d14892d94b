import { pageArguments, toMoney } from '@oms/subgraph-kit';
import { toConnection } from '../connection';
import type {
  OrderResolvers,
  ProductResolvers,
  StockReservationLineResolvers,
  StockReservationResolvers,
} from '../generated/schema-types';

export const product: ProductResolvers = {
  __resolveReference: ({ sku }, { loaders }) => loaders.products.load(sku),
  unitPrice: ({ unitPrice }) => toMoney(unitPrice),
  stockMovements: async ({ sku }, { first, after }, { inventory }) => {
    const page = pageArguments({ first, after });
    return toConnection(await inventory.queries.listStockMovements(sku, page), page);
  },
};

export const order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  reservation: ({ id }, _args, { loaders }) => loaders.reservations.load(id),
};

export const stockReservation: StockReservationResolvers = { expiresAt: () => null };

export const stockReservationLine: StockReservationLineResolvers = {
  product: async ({ sku }, _args, { loaders }) => {
    const found = await loaders.products.load(sku);
    if (found === null) throw new Error(`A reservation names ${sku}, which is not listed.`);
    return found;
  },
};
