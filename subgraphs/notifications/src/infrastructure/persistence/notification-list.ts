import { isId, pagedStatement, rowsOf, type Queryable } from '@oms/database';
import type { NotificationFilter, NotificationStatus } from '../../application/ports/notification-views';
import type { Channel } from '../../domain/recipient';
import type { NotificationRow } from './notification.schema';

const channels: readonly Channel[] = ['EMAIL', 'SMS'];
const statuses: readonly NotificationStatus[] = ['QUEUED', 'SENT', 'FAILED'];

const columns = `n.id, n.event_id as "eventId", n.order_id as "orderId", n.customer_id as "customerId", n.channel, n.kind,
  n.recipient, n.subject, n.body, n.status, n.error, n.attempts, n.created_at as "createdAt", n.sent_at as "sentAt"`;

const newestFirst = 'created_at desc, id desc';
const before = '(created_at, id) < ($2::timestamptz, $3::uuid)';

/** Of each channel and status wanted, the newest before the cursor in their index; of these, the newest. */
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

/** An order has few, so all of them are read: an index that has the order of the page might belong to a million others. */
const selectPageOfOrder = `
with of_order as materialized (select ${columns} from notifications as n where order_id = $6)
select * from of_order
where channel = any($4::text[]) and status = any($5::text[]) and ($7::text is null or kind = $7)
  and ("createdAt", id) < ($2::timestamptz, $3::uuid)
order by "createdAt" desc, id desc limit $1`;

export interface NotificationListPage {
  readonly limit: number;
  /** The sort key of the last one that was seen; undefined for the first page. */
  readonly after: readonly [createdAt: string, id: string] | undefined;
}

/** After everything: the first page ends before it like any other, by the same condition. */
const END = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'] as const;

/** Newest first. However many there are, it reads in proportion to the page. */
export const listNotifications = (
  on: Queryable,
  { orderId, channel, status, kind }: NotificationFilter,
  { limit, after = END }: NotificationListPage,
): Promise<NotificationRow[]> => {
  const wanted = [channel === undefined ? channels : [channel], [...new Set(status ?? statuses)]];
  const parameters = [limit, ...after, ...wanted];
  if (orderId !== undefined)
    return isId(orderId) ? rowsOf(on, selectPageOfOrder, [...parameters, orderId, kind ?? null]) : Promise.resolve([]);
  return kind === undefined
    ? rowsOf(on, selectPage(limit), parameters)
    : rowsOf(on, selectPageOfKind(limit), [...parameters, kind]);
};
