import { badUserInput, pageArguments, parseInput } from '@oms/subgraph-kit';
import type { ProductFilter } from '../../application/views';
import { toConnection } from '../connection';
import type { QueryResolvers } from '../generated/schema-types';
import { productFilter } from '../inputs';

const filterOf = (given: unknown): ProductFilter => {
  const parsed = parseInput(productFilter, given ?? {});
  if (parsed.ok) return parsed.value;
  const [error] = parsed.userErrors;
  throw badUserInput(['filter', ...(error?.field ?? [])].join('.'), error?.message ?? 'is not valid.');
};

export const query: QueryResolvers = {
  product: (_root, { sku }, { loaders }) => loaders.products.load(sku),
  products: async (_root, { first, after, filter }, { inventory }) => {
    const page = pageArguments({ first, after });
    return toConnection(await inventory.queries.listProducts(page, filterOf(filter)), page);
  },
};
