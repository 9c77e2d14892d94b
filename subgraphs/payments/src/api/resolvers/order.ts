import type { OrderResolvers } from '../generated/schema-types';

export const order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  payment: ({ id }, _args, { loaders }) => loaders.paymentsByOrder.load(id),
};
