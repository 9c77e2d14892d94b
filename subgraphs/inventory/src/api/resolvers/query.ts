import { connectionOf, parseFilter } from '@oms/subgraph-kit';
import type { QueryResolvers } from '../generated/schema-types';
import { productFilter } from '../inputs';

export const query: QueryResolvers = {
  product: (_root, { sku }, { loaders }) => loaders.products.load(sku),
  products: (_root, { filter, ...page }, { application }) =>
    connectionOf(page, (request) => application.queries.listProducts(parseFilter(productFilter, filter), request)),
};
