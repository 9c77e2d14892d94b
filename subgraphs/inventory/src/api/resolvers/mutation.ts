import { mutation as mutationOf } from '@oms/subgraph-kit';
import type { ProductView } from '../../application/ports/product-views';
import type { ApiContext } from '../context';
import type { MutationResolvers } from '../generated/schema-types';
import { addProductInput, adjustStockInput, replenishStockInput, updateProductInput } from '../inputs';
import { productRefusalErrors } from '../user-errors';

const payload = (product: ProductView | null) => ({ product });

export const mutation: MutationResolvers = {
  addProduct: mutationOf({
    input: addProductInput,
    run: ({ application }: ApiContext, command, request) => application.commands.addProduct(command, request),
    payload,
    userErrors: productRefusalErrors('onHand'),
  }),
  updateProduct: mutationOf({
    input: updateProductInput,
    run: ({ application }: ApiContext, command, request) => application.commands.updateProduct(command, request),
    payload,
    userErrors: productRefusalErrors('sku'),
  }),
  replenishStock: mutationOf({
    input: replenishStockInput,
    run: ({ application }: ApiContext, command, request) => application.commands.replenishStock(command, request),
    payload,
    userErrors: productRefusalErrors('quantity'),
  }),
  adjustStock: mutationOf({
    input: adjustStockInput,
    run: ({ application }: ApiContext, command, request) => application.commands.adjustStock(command, request),
    payload,
    userErrors: productRefusalErrors('delta'),
  }),
};
