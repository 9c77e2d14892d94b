import { type Database, decodeCursor, encodeCursor, rowsOf } from '@oms/database';
import { readEvents } from '@oms/messaging';
import type { OrderView, StatusChange } from '../../application/order-view';
import type { Listed, PageRequest } from '../../application/page';
import type { OrderFilter, OrderViews } from '../../application/ports/order-views';
import type { RecordedEvent, TimelineEntry } from '../../application/timeline';
import type { OrderId } from '../../domain/order/values';
import { recordedFrom } from '../messaging/recorded-event';
import { statusChangeOf } from '../messaging/status-changes';
import { readChangesAfter, readStatusChanges } from './events-since';
import { listOrders } from './order-list';
import { viewFrom } from './order-row';
import type { OrderRow } from './order.schema';

const LIST = 'orders';

const find = `select * from orders where id = any($1::uuid[])`;
const heardBy = `
select order_id, version, ignored, event from timeline where order_id = any($1::uuid[]) order by order_id, position`;
/** In the order of the customer's index, lest a scan seems cheaper for a customer with many. */
const hasOrders = `select id from orders where customer_id = $1 order by placed_at desc, id desc limit 1`;

interface TimelineRow {
  readonly order_id: OrderId;
  readonly version: number;
  readonly ignored: string | null;
  readonly event: RecordedEvent;
}

const cursorOf = ({ placed_at, id }: OrderRow): string => encodeCursor(LIST, [placed_at.toISOString(), id]);

const list = async (
  database: Database,
  filter: OrderFilter,
  { first, after }: PageRequest,
): Promise<readonly Listed<OrderView>[]> => {
  const key = after === undefined ? undefined : decodeCursor(LIST, after, ['time', 'uuid']);
  const rows = await listOrders(database.requests, filter, {
    limit: first + 1,
    after: key && { at: key[0], id: key[1] },
  });
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
