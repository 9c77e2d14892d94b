import { decodeCursor, encodeCursor, isId } from '@oms/database';
import { In, type DataSource } from 'typeorm';
import type { NotificationPage, NotificationViews } from '../../application/ports/notification-views';
import { listNotifications } from './notification-list';
import { notificationSchema } from './notification.schema';

const LIST = 'notifications';

const sortKeyIn = ({ after }: NotificationPage) =>
  after === undefined ? undefined : decodeCursor(LIST, after, ['time', 'uuid']);

export const typeormNotificationViews = (dataSource: DataSource): NotificationViews => {
  const notifications = dataSource.getRepository(notificationSchema);
  return {
    find: async (id) => (isId(id) ? ((await notifications.findOneBy({ id })) ?? undefined) : undefined),
    list: async (filter, page) => listNotifications(dataSource, filter, { limit: page.limit, after: sortKeyIn(page) }),
    cursorOf: ({ createdAt, id }) => encodeCursor(LIST, [createdAt.toISOString(), id]),
    ofOrders: (orderIds) =>
      notifications.find({ where: { orderId: In(orderIds.filter(isId)) }, order: { createdAt: 'ASC', id: 'ASC' } }),
  };
};
