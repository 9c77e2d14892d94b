import { decodeCursor, encodeCursor, pagedStatement, rowsOf } from '@oms/database';
import { mapPage, pageOf, type PageRequest } from '@oms/kernel';
import { In, type DataSource } from 'typeorm';
import type {
  NotificationFilter,
  NotificationView,
  NotificationViews,
} from '../../application/ports/notification-views';
import type { NotificationChannel, NotificationStatus } from '../../domain/notification/notification';
import { notificationEntity, type NotificationRow } from './entities';

const LIST = 'notifications';

const channels: readonly NotificationChannel[] = ['EMAIL', 'SMS'];
const statuses: readonly NotificationStatus[] = ['QUEUED', 'SENT', 'FAILED'];

const columns = `n.id, n.order_id as "orderId", n.customer_id as "customerId", n.channel, n.kind, n.recipient,
  n.subject, n.body, n.status, n.error, n.attempts, n.created_at as "createdAt", n.sent_at as "sentAt"`;

const newestFirst = 'created_at desc, id desc';
const before = '(created_at, id) < ($2::timestamptz, $3::uuid)';

/**
 * SQL because it is set-based. Of each channel and status wanted, the newest before the cursor in their index; of these,
 * the newest. So a page reads in proportion to its length, however many notifications there are.
 */
const pageBy = (condition: string) =>
  pagedStatement(
    (rowsMax) => `
with page as (
  select found.id, found.created_at
  from unnest($4::text[]) as channel_wanted (channel), unnest($5::text[]) as status_wanted (status), lateral (
    select id, created_at from notifications
    where ${condition} and channel = channel_wanted.channel and status = status_wanted.status and ${before}
    order by ${newestFirst} limit ${rowsMax}) as found
  order by ${newestFirst} limit ${rowsMax}
)
select ${columns} from page join notifications as n using (id) order by n.created_at desc, n.id desc limit $1`,
  );

const selectPage = pageBy('true');
const selectPageOfKind = pageBy('kind = $6');

/**
 * SQL because of its plan: an order has few, so all of them are read; an index that has the order of the page might belong
 * to a million others.
 */
const selectPageOfOrder = `
with of_order as materialized (select ${columns} from notifications as n where order_id = $6)
select * from of_order
where channel = any($4::text[]) and status = any($5::text[]) and ($7::text is null or kind = $7)
  and ("createdAt", id) < ($2::timestamptz, $3::uuid)
order by "createdAt" desc, id desc limit $1`;

/** After everything: the first page ends before it like any other, by the same condition. */
const END = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'] as const;

const sortKeyOf = ({ after }: PageRequest): readonly [createdAt: string, id: string] =>
  after === undefined ? END : decodeCursor(LIST, after, ['time', 'uuid']);

const rowsOfPage = (
  dataSource: DataSource,
  { orderId, channel, status, kind }: NotificationFilter,
  page: PageRequest,
): Promise<readonly NotificationRow[]> => {
  const limit = page.first + 1;
  const wanted = [channel === undefined ? channels : [channel], [...new Set(status ?? statuses)]];
  const parameters = [limit, ...sortKeyOf(page), ...wanted];
  if (orderId !== undefined) return rowsOf(dataSource, selectPageOfOrder, [...parameters, orderId, kind ?? null]);
  return kind === undefined
    ? rowsOf(dataSource, selectPage(limit), parameters)
    : rowsOf(dataSource, selectPageOfKind(limit), [...parameters, kind]);
};

const cursorOf = ({ createdAt, id }: NotificationRow): string => encodeCursor(LIST, [createdAt.toISOString(), id]);

const viewOf = ({ createdAt, sentAt, ...row }: NotificationRow): NotificationView => ({
  ...row,
  createdAt: createdAt.getTime(),
  sentAt: sentAt?.getTime() ?? null,
});

export const typeormNotificationViews = (dataSource: DataSource): NotificationViews => {
  const notifications = dataSource.getRepository(notificationEntity);
  return {
    find: async (id) => {
      const row = await notifications.findOneBy({ id });
      return row === null ? undefined : viewOf(row);
    },
    list: async (filter, page) => mapPage(pageOf(await rowsOfPage(dataSource, filter, page), page, cursorOf), viewOf),
    ofOrders: async (orderIds) =>
      (await notifications.find({ where: { orderId: In(orderIds) }, order: { createdAt: 'ASC', id: 'ASC' } })).map(
        viewOf,
      ),
  };
};
