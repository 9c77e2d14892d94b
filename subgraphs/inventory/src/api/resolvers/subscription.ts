import { badUserInput } from '@oms/subgraph-kit';
import type { ProductView } from '../../application/views';
import type { SubscriptionResolvers } from '../generated/schema-types';

export const subscription: SubscriptionResolvers = {
  stockChanged: {
    subscribe: async (_root, { sku }, { inventory, loaders }) => {
      if (typeof sku !== 'string') return inventory.queries.watchStock(undefined);
      if ((await loaders.products.load(sku)) === null) throw badUserInput('sku', 'No product has this SKU.');
      return inventory.queries.watchStock(sku);
    },
    resolve: (product: ProductView) => product,
  },
};
