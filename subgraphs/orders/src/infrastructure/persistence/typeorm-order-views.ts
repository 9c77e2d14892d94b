import { type Database, decodeCursor, encodeCursor, rowsOf } from '@oms/database';
import { readEvents } from '@oms/messaging';
import type { SelectQueryBuilder } from 'typeorm';
import type { OrderView, StatusChange } from '../../application/order-view';
import type { Listed, PageRequest } from '../../application/page';
import type { OrderFilter, OrderViews } from '../../application/ports/order-views';
import type { RecordedEvent, TimelineEntry } from '../../application/timeline';
import type { Instant } from '../../domain/instant';
import type { OrderId } from '../../domain/order/values';
import { recordedFrom } from '../messaging/recorded-event';
import { statusChangeOf } from '../messaging/status-changes';
import { readChangesAfter, readStatusChanges } from './events-since';
import { viewFrom } from './order-row';
import { type OrderRow, orderSchema } from './order.schema';

const LIST = 'orders';

const find = `select * from orders where id = any($1::uuid[])`;
const heardBy = `
select order_id, version, ignored, event from timeline where order_id = any($1::uuid[]) order by order_id, position`;
const hasOrders = `select 1 as found from orders where customer_id = $1 limit 1`;

interface TimelineRow {
  readonly order_id: OrderId;
  readonly version: number;
  readonly ignored: string | null;
  readonly event: RecordedEvent;
}

const cursorOf = ({ placed_at, id }: OrderRow): string => encodeCursor(LIST, [placed_at.toISOString(), id]);

const timeOf = (instant: Instant): Date => new Date(instant);

const restrict = (query: SelectQueryBuilder<OrderRow>, filter: OrderFilter): void => {
  const { status, customerId, placedAfter, placedBefore, source } = filter;
  if (status !== undefined) query.andWhere('placed.status = any(:status)', { status });
  if (customerId !== undefined) query.andWhere('placed.customer_id = :customerId', { customerId });
  if (source !== undefined) query.andWhere('placed.source = :source', { source });
  if (placedAfter !== undefined)
    query.andWhere('placed.placed_at > :placedAfter', { placedAfter: timeOf(placedAfter) });
  if (placedBefore !== undefined) {
    query.andWhere('placed.placed_at < :placedBefore', { placedBefore: timeOf(placedBefore) });
  }
};

const list = async (
  database: Database,
  filter: OrderFilter,
  { first, after }: PageRequest,
): Promise<readonly Listed<OrderView>[]> => {
  const query = database.requests.getRepository(orderSchema).createQueryBuilder('placed');
  restrict(query, filter);
  if (after !== undefined) {
    const [at, id] = decodeCursor(LIST, after, ['time', 'uuid']);
    query.andWhere('(placed.placed_at, placed.id) < (:at::timestamptz, :id::uuid)', { at, id });
  }
  const rows = await query
    .orderBy('placed.placed_at', 'DESC')
    .addOrderBy('placed.id', 'DESC')
    .limit(first + 1)
    .getMany();
  return rows.map((row) => ({ cursor: cursorOf(row), row: viewFrom(row) }));
};

const inStoryOrder = (one: TimelineEntry, other: TimelineEntry): number =>
  one.version - other.version || Number(one.heard) - Number(other.heard);

/** What the orders said and what they heard. The versions tell how the two interleave; no clock is asked. */
const timelines = async ({ requests }: Database, ids: readonly OrderId[]): Promise<readonly TimelineEntry[]> => {
  const [said, heard] = await Promise.all([
    readEvents(requests, { orderIds: ids }),
    rowsOf<TimelineRow>(requests, heardBy, [ids]),
  ]);
  const entries: readonly TimelineEntry[] = [
    ...said.map((event) => ({
      orderId: event.subject as OrderId,
      event: recordedFrom(event),
      version: event.sequence,
      heard: false,
      ignored: null,
    })),
    ...heard.map(({ order_id, version, ignored, event }) => ({
      orderId: order_id,
      event,
      version,
      heard: true,
      ignored,
    })),
  ];
  return [...entries].sort(inStoryOrder);
};

const histories = async ({ requests }: Database, ids: readonly OrderId[]): Promise<readonly StatusChange[]> =>
  (await readEvents(requests, { orderIds: ids })).flatMap((event) => statusChangeOf(event) ?? []);

/** Orders in PostgreSQL, as they are read. */
export const typeormOrderViews = (database: Database): OrderViews => ({
  find: async (ids) => (await rowsOf<OrderRow>(database.requests, find, [ids])).map(viewFrom),
  list: (filter, page) => list(database, filter, page),
  timelines: (ids) => timelines(database, ids),
  histories: (ids) => histories(database, ids),
  changesAfter: (id, version, changesMax) => readChangesAfter(database.requests, id, { version, changesMax }),
  changesSince: (from, changesMax) => readStatusChanges(database.requests, from, changesMax),
  hasOrders: async (customerId) => (await rowsOf(database.requests, hasOrders, [customerId])).length > 0,
});
