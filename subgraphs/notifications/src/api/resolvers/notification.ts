import type { NotificationResolvers } from '../generated/schema-types';

export const notification: NotificationResolvers = {
  __resolveReference: async ({ id }, { notifications, reader }) =>
    (await notifications.queries.getNotification(id, reader)) ?? null,
  type: ({ kind }) => kind,
  order: ({ orderId }) => (orderId === null ? null : { id: orderId }),
};
