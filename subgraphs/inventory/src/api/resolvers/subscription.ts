import { notFound } from '@oms/subgraph-kit';
import type { ProductView } from '../../application/ports/product-views';
import type { SubscriptionResolvers } from '../generated/schema-types';

export const subscription: SubscriptionResolvers = {
  stockChanged: {
    subscribe: async (_root, { sku }, { application, loaders }) => {
      if (typeof sku !== 'string') return application.queries.watchStock(undefined);
      if ((await loaders.products.load(sku)) === null) throw notFound('There is no such product.');
      return application.queries.watchStock(sku);
    },
    resolve: (product: ProductView) => product,
  },
};
