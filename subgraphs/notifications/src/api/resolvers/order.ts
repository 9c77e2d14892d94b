import type { OrderResolvers } from '../generated/schema-types';

export const order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  notifications: ({ id }, _arguments, { loaders }) => loaders.notificationsOfOrder.load(id),
};
