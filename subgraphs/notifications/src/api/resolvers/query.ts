import { connectionOf, idFrom, parseFilter } from '@oms/subgraph-kit';
import type { NotificationView } from '../../application/ports/notification-views';
import type { ApiContext } from '../context';
import type { QueryResolvers } from '../generated/schema-types';
import { notificationFilter } from '../inputs';

/** Null for an id that cannot be one, for what does not exist, and for what the actor may not see. */
export const notificationById = async (
  text: string,
  { application: { queries }, actor }: ApiContext,
): Promise<NotificationView | null> => {
  const id = idFrom<'Notification'>(text);
  return id === undefined ? null : ((await queries.getNotification(id, actor)) ?? null);
};

export const query: QueryResolvers = {
  notification: (_root, { id }, context) => notificationById(id, context),

  notifications: (_root, { filter, ...page }, { application: { queries } }) =>
    connectionOf(page, (request) => queries.listNotifications(parseFilter(notificationFilter, filter), request)),
};
