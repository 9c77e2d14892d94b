import { orderCreated } from '@oms/contracts';
import { type Queryable, rowsOf } from '@oms/database';
import type { ChangesCursor, ChangesPage } from '../../application/ports/order-views';
import type { StatusChange } from '../../application/order-view';
import type { Instant } from '../../domain/instant';
import type { OrderId } from '../../domain/order/values';
import { statusChangeOf, statusChangeTypes } from '../messaging/status-changes';

interface Row {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
  readonly time: Date;
  readonly data: unknown;
}

/** Ids of events are UUIDv7 and begin with their time, so the primary key finds those since then. */
const since = `
select id, type, aggregate_id as subject, sequence, occurred_at as time, data
from events where id > $1::uuid and type = any($2::text[]) order by id limit $3`;

const afterVersion = `
select id, type, aggregate_id as subject, sequence, occurred_at as time, data
from events where aggregate_type = '${orderCreated.aggregateType}' and aggregate_id = $1 and sequence > $2
  and type = any($3::text[]) order by sequence limit $4`;

const TIME_DIGITS = 12;

/** Before any UUIDv7 of that millisecond. */
const beforeIdsOf = (instant: Instant): string => {
  const digits = Math.max(0, Math.floor(instant)).toString(16).padStart(TIME_DIGITS, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-0000-0000-000000000000`;
};

const changesIn = (rows: readonly Row[]): readonly StatusChange[] =>
  rows.flatMap((row) => statusChangeOf({ ...row, time: row.time.toISOString() }) ?? []);

export const readChangesAfter = async (
  on: Queryable,
  id: OrderId,
  { version, changesMax }: { readonly version: number; readonly changesMax: number },
): Promise<readonly StatusChange[]> =>
  changesIn(await rowsOf<Row>(on, afterVersion, [id, version, statusChangeTypes, changesMax]));

export const readStatusChanges = async (
  on: Queryable,
  from: Instant | ChangesCursor,
  changesMax: number,
): Promise<ChangesPage> => {
  const after = typeof from === 'number' ? beforeIdsOf(from) : from.after;
  const rows = await rowsOf<Row>(on, since, [after, statusChangeTypes, changesMax]);
  const last = rows.length < changesMax ? undefined : rows.at(-1);
  return {
    changes: changesIn(rows),
    next: last === undefined ? undefined : { after: last.id },
  };
};
