import type { NotificationResolvers, OrderResolvers } from '../generated/schema-types';
import { notificationById } from './query';

export const notification: NotificationResolvers = {
  __resolveReference: ({ id }, context) => notificationById(id, context),
  type: ({ kind }) => kind,
  order: ({ orderId }) => (orderId === null ? null : { id: orderId }),
};

/** The part of an order that this subgraph has. */
export const order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  notifications: async ({ id }, _arguments, { loaders }) =>
    (await loaders.notificationsOfOrder.load(id))?.notifications ?? [],
};
