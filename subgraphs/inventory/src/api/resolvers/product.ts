import { connectionOf } from '@oms/subgraph-kit';
import type { ProductResolvers } from '../generated/schema-types';

export const product: ProductResolvers = {
  __resolveReference: ({ sku }, { loaders }) => loaders.products.load(sku),
  stockMovements: ({ sku }, page, { application }) =>
    connectionOf(page, (request) => application.queries.listStockMovements(sku, request)),
};
