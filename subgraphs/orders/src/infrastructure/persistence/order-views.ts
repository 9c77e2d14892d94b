import { orderCreated } from '@oms/contracts';
import { type Database, decodeCursor, encodeCursor, type Queryable, rowsOf } from '@oms/database';
import { type Id, type Instant, mapPage, pageOf, type Page, type PageRequest } from '@oms/kernel';
import { readEvents } from '@oms/messaging';
import type {
  ChangesCursor,
  ChangesPage,
  OrderFilter,
  OrderView,
  OrderViews,
  StatusChange,
  TimelineEntry,
} from '../../application/ports/order-views';
import { recordedFrom, statusChangeOf, statusChangeTypes } from '../messaging/event-mapping';
import { orderEntity, type OrderRow, type TimelineRow } from './entities';
import { selectOrders } from './order-list';
import { viewFrom } from './order-row';

const LIST = 'orders';

/** Hot and set-based, so it is SQL: the loader of orders. */
const find = `select * from orders where id = any($1::uuid[])`;

/** Set-based, so it is SQL: the loader of timelines. */
const selectTimelines = `
select order_id, version, ignored, event from timeline where order_id = any($1::uuid[]) order by order_id, position`;

const changeColumns = 'id, type, aggregate_id as subject, sequence, occurred_at as time, data';

/**
 * Set-based, so it is SQL. Ids of events are UUIDv7 and begin with their time, so the primary key finds the events since
 * that time.
 */
const selectChangesSince = `
select ${changeColumns} from events where id > $1::uuid and type = any($2::text[]) order by id limit $3`;

/** Hot, so it is SQL: read for each status change of an order that is watched. */
const selectChangesAfter = `
select ${changeColumns} from events where aggregate_type = '${orderCreated.aggregateType}' and aggregate_id = $1
  and sequence > $2 and type = any($3::text[]) order by sequence limit $4`;

const cursorOf = ({ placed_at, id }: OrderRow): string => encodeCursor(LIST, [placed_at.toISOString(), id]);

const list = async (
  { requests }: Database,
  filter: OrderFilter,
  { first, after }: PageRequest,
): Promise<Page<OrderView>> => {
  const key = after === undefined ? undefined : decodeCursor(LIST, after, ['time', 'uuid']);
  const rows = await selectOrders(requests, filter, { limit: first + 1, after: key && { at: key[0], id: key[1] } });
  return mapPage(pageOf(rows, { first }, cursorOf), viewFrom);
};

const inTimelineOrder = (one: TimelineEntry, other: TimelineEntry): number =>
  one.version - other.version || Number(one.received) - Number(other.received);

type SelectedTimelineRow = Pick<TimelineRow, 'order_id' | 'version' | 'ignored' | 'event'>;

/** The orders' own events and those that they received. The versions give the order of the two; no clock does. */
const timelines = async ({ requests }: Database, ids: readonly Id<'Order'>[]): Promise<readonly TimelineEntry[]> => {
  const [own, received] = await Promise.all([
    readEvents(requests, { orderIds: ids }),
    rowsOf<SelectedTimelineRow>(requests, selectTimelines, [ids]),
  ]);
  const entries: readonly TimelineEntry[] = [
    ...own.map((event) => ({
      orderId: event.subject as Id<'Order'>,
      event: recordedFrom(event),
      version: event.sequence,
      received: false,
      ignored: null,
    })),
    ...received.map(({ order_id: orderId, version, ignored, event }) => ({
      orderId,
      event,
      version,
      received: true,
      ignored,
    })),
  ];
  return [...entries].sort(inTimelineOrder);
};

const histories = async ({ requests }: Database, ids: readonly Id<'Order'>[]): Promise<readonly StatusChange[]> =>
  (await readEvents(requests, { orderIds: ids })).flatMap((event) => statusChangeOf(event) ?? []);

interface ChangeRow {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
  readonly time: Date;
  readonly data: unknown;
}

const TIME_DIGITS = 12;

/** Before any UUIDv7 of that millisecond. */
const beforeIdsOf = (instant: Instant): string => {
  const digits = Math.max(0, Math.floor(instant)).toString(16).padStart(TIME_DIGITS, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-0000-0000-000000000000`;
};

const changesIn = (rows: readonly ChangeRow[]): readonly StatusChange[] =>
  rows.flatMap((row) => statusChangeOf({ ...row, time: row.time.toISOString() }) ?? []);

const changesSince = async (on: Queryable, from: Instant | ChangesCursor, changesMax: number): Promise<ChangesPage> => {
  const after = typeof from === 'number' ? beforeIdsOf(from) : from.after;
  const rows = await rowsOf<ChangeRow>(on, selectChangesSince, [after, statusChangeTypes, changesMax]);
  const last = rows.length < changesMax ? undefined : rows.at(-1);
  return { changes: changesIn(rows), next: last === undefined ? undefined : { after: last.id } };
};

export const typeormOrderViews = (database: Database): OrderViews => ({
  find: async (ids) => (await rowsOf<OrderRow>(database.requests, find, [ids])).map(viewFrom),
  list: (filter, page) => list(database, filter, page),
  timelines: (ids) => timelines(database, ids),
  histories: (ids) => histories(database, ids),
  changesAfter: async (id, version, changesMax) =>
    changesIn(await rowsOf(database.requests, selectChangesAfter, [id, version, statusChangeTypes, changesMax])),
  changesSince: (from, changesMax) => changesSince(database.requests, from, changesMax),
  hasOrders: async (customerId) => {
    const newest = await database.requests.getRepository(orderEntity).findOne({
      select: { id: true },
      where: { customer_id: customerId },
      // The order of the customer's index: without it a scan can seem cheaper for a customer with many orders.
      order: { placed_at: 'desc', id: 'desc' },
    });
    return newest !== null;
  },
});
