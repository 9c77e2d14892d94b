import { connection, pageArguments } from '@oms/subgraph-kit';
import type { QueryResolvers } from '../generated/schema-types';

export const query: QueryResolvers = {
  notification: async (_root, { id }, { notifications, reader }) =>
    (await notifications.queries.getNotification(id, reader)) ?? null,

  notifications: async (_root, { first, after, filter }, { notifications: { queries } }) => {
    const page = pageArguments({ first, after });
    const conditions = {
      orderId: filter?.orderId ?? undefined,
      channel: filter?.channel ?? undefined,
      status: filter?.status ?? undefined,
      kind: filter?.type ?? undefined,
    };
    const rows = await queries.listNotifications(conditions, { limit: page.first + 1, after: page.after });
    return connection(rows, page, (row) => queries.cursorOf(row));
  },
};
