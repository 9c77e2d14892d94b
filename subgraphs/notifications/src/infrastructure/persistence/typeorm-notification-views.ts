import { decodeCursor, encodeCursor, isId } from '@oms/database';
import { In, type DataSource, type SelectQueryBuilder } from 'typeorm';
import type { NotificationFilter, NotificationViews } from '../../application/ports/notification-views';
import { notificationSchema, type NotificationRow } from './notification.schema';

const narrow = (query: SelectQueryBuilder<NotificationRow>, filter: NotificationFilter): void => {
  if (filter.orderId !== undefined)
    query.andWhere('n.orderId = any(:orders)', { orders: [filter.orderId].filter(isId) });
  if (filter.channel !== undefined) query.andWhere('n.channel = :channel', { channel: filter.channel });
  if (filter.status !== undefined) query.andWhere('n.status = any(:status)', { status: filter.status });
  if (filter.kind !== undefined) query.andWhere('n.kind = :kind', { kind: filter.kind });
};

const LIST = 'notifications';

const beginAfter = (query: SelectQueryBuilder<NotificationRow>, cursor: string): void => {
  const [createdAt, id] = decodeCursor(LIST, cursor, ['time', 'uuid']);
  query.andWhere('(n.createdAt, n.id) < (cast(:createdAt as timestamptz), cast(:id as uuid))', { createdAt, id });
};

export const typeormNotificationViews = (dataSource: DataSource): NotificationViews => {
  const notifications = dataSource.getRepository(notificationSchema);
  return {
    find: async (id) => (isId(id) ? ((await notifications.findOneBy({ id })) ?? undefined) : undefined),
    list: (filter, { limit, after }) => {
      const query = notifications
        .createQueryBuilder('n')
        .where('true')
        .orderBy('n.createdAt', 'DESC')
        .addOrderBy('n.id', 'DESC')
        .limit(limit);
      narrow(query, filter);
      if (after !== undefined) beginAfter(query, after);
      return query.getMany();
    },
    cursorOf: ({ createdAt, id }) => encodeCursor(LIST, [createdAt.toISOString(), id]),
    ofOrders: (orderIds) =>
      notifications.find({ where: { orderId: In(orderIds.filter(isId)) }, order: { createdAt: 'ASC', id: 'ASC' } }),
  };
};
