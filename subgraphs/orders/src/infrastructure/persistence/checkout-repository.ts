import { paymentRequested } from '@oms/contracts';
import { lockRows, lockThenRead, rowLock, type RowLock, rowsOf, StaleWrite, type Tx } from '@oms/database';
import { appendEvents, redactEvents } from '@oms/messaging';
import type { Change, CheckoutRepository, Locked } from '../../application/ports/checkout-repository';
import type { TimelineEntry } from '../../application/ports/order-views';
import { needsMethod } from '../../domain/checkout/checkout';
import { toNewEvents } from '../messaging/event-mapping';
import type { OrderRow } from './entities';
import { changingColumns, processFrom } from './order-row';

/** The transaction's time in whole milliseconds, as it is written. PostgreSQL would round, and JavaScript truncates. */
export const nowWritten = `date_trunc('milliseconds', now())`;
/** The same as a number. */
export const nowMs = `(extract(epoch from ${nowWritten}) * 1000)::float8`;

/** Only orders are locked, and always before their deadline is written, by every writer alike. */
const lockOf = rowLock({ table: 'orders', key: 'id', type: 'uuid' });

/** Hot and set-based, so it is SQL: each batch of events reads all of its orders by it. */
const findLocked = `select orders.*, ${nowMs} as now_ms from orders where id = any($1::uuid[])`;

/** Set-based, so it is SQL: a batch of deadlines in one statement, without those that another process has locked. */
const pickDue = `
select id as key from deadlines join orders on id = order_id
where due_at <= now() order by due_at limit $1 for update of orders skip locked`;

/** Set-based. The writer that held the lock until now may have extended the deadline. */
const findDue = `
select orders.*, ${nowMs} as now_ms from deadlines join orders on id = order_id
where id = any($1::uuid[]) and due_at <= now() order by due_at`;

/**
 * Hot and set-based, so it is SQL: everything but the events of a batch in one statement, each change where its order
 * still has the version that was decided upon.
 */
const writeChanges = `
with change as (
  select * from json_to_recordset($1) as changes (id uuid, before integer, version integer, status text, failure jsonb,
    cancel_reason text, step text, checkout jsonb, settled boolean, due_at timestamptz)
), written as (
  update orders set status = change.status, failure = change.failure, cancel_reason = change.cancel_reason,
    version = change.version, step = change.step, checkout = change.checkout,
    updated_at = case when change.version > change.before then ${nowWritten} else updated_at end
  from change where orders.id = change.id and orders.version = change.before
  returning orders.id
), extended as (
  insert into deadlines (order_id, step, due_at) select id, step, due_at from change where not settled
  on conflict (order_id) do update set step = excluded.step, due_at = excluded.due_at, since = excluded.since
), settled as (
  delete from deadlines using change where order_id = change.id and change.settled
), received as (
  insert into timeline (order_id, version, ignored, event)
  select order_id, version, ignored, event
  from json_to_recordset($2) as entries (place integer, order_id uuid, version integer, ignored text, event json)
  order by place
)
select id from written`;

interface LockedRow extends OrderRow {
  readonly now_ms: number;
}

const lockedFrom = (rows: readonly LockedRow[]): Locked => ({
  // Without an order there is nothing to decide upon, and so no time to decide at.
  now: rows[0]?.now_ms ?? 0,
  processes: new Map(rows.map((row) => [row.id, processFrom(row)])),
});

const locked = async (tx: Tx, lock: RowLock, find: string): Promise<Locked> =>
  lockThenRead(tx, lock, async (ids) => lockedFrom(ids.length === 0 ? [] : await rowsOf<LockedRow>(tx, find, [ids])));

const toRecord = ({ before, after, events }: Change) => ({
  id: after.order.id,
  before: before.version,
  version: before.version + events.length,
  ...changingColumns(after),
});

const toEntry = ({ orderId, version, ignored, event }: TimelineEntry, place: number) => ({
  place,
  order_id: orderId,
  version,
  ignored,
  event,
});

/** The orders whose request for payment has the token of a method that is no longer needed. */
const withSpentMethod = (changes: readonly Change[]): readonly string[] =>
  changes
    .filter(
      ({ before, after, events }) =>
        after.order.paymentMethodGiven &&
        !needsMethod(after.checkout) &&
        (needsMethod(before.checkout) || events.some(({ event }) => event.type === 'PaymentRequested')),
    )
    .map(({ after }) => after.order.id);

const eraseTokens = (tx: Tx, changes: readonly Change[]): Promise<number> =>
  redactEvents(tx, paymentRequested, {
    aggregateIds: withSpentMethod(changes),
    redact: (data) => (data.method === null ? data : { ...data, method: { ...data.method, token: undefined } }),
  });

const write = async (tx: Tx, changes: readonly Change[], received: readonly TimelineEntry[]): Promise<void> => {
  if (changes.length === 0 && received.length === 0) return;
  const records = [JSON.stringify(changes.map(toRecord)), JSON.stringify(received.map(toEntry))];
  const written = await rowsOf(tx, writeChanges, records);
  if (written.length !== changes.length) throw new StaleWrite('Another writer changed an order');
  const events = changes.flatMap(({ before, after, events: caused }) =>
    toNewEvents(after.order, before.version, caused),
  );
  await appendEvents(tx, events);
  await eraseTokens(tx, changes);
};

/** Locks the orders, in one order, until the transaction ends: before the first of several changes of them. */
export const lockOrders = async (tx: Tx, ids: readonly string[]): Promise<void> => {
  if (ids.length > 0) await lockRows(tx, lockOf([...new Set(ids)]));
};

/** The checkouts within this transaction. */
export const typeormCheckoutRepository = (tx: Tx): CheckoutRepository => ({
  lock: (ids) => locked(tx, lockOf(ids), findLocked),
  lockDue: (ordersMax) => locked(tx, { text: pickDue, values: [ordersMax] }, findDue),
  write: (changes, received) => write(tx, changes, received),
});
