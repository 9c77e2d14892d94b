import { type Queryable, rowsOf } from '@oms/database';
import type { StatusChange } from '../../application/order-view';
import type { Instant } from '../../domain/instant';
import { statusChangeOf, statusChangeTypes, type ToldEvent } from '../messaging/status-changes';

interface Row {
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
  readonly time: Date;
  readonly data: unknown;
}

/** Ids of events are UUIDv7 and begin with their time, so the primary key finds those since then. */
const since = `
select type, aggregate_id as subject, sequence, occurred_at as time, data
from events where id >= $1::uuid and type = any($2::text[]) order by id limit $3`;

const TIME_DIGITS = 12;

/** The least UUIDv7 of a millisecond. */
const firstIdOf = (instant: Instant): string => {
  const digits = Math.max(0, Math.floor(instant)).toString(16).padStart(TIME_DIGITS, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-000000000000`;
};

const toldBy = ({ time, ...row }: Row): ToldEvent => ({ ...row, time: time.toISOString() });

export const readStatusChanges = async (
  on: Queryable,
  from: Instant,
  changesMax: number,
): Promise<readonly StatusChange[]> => {
  const rows = await rowsOf<Row>(on, since, [firstIdOf(from), statusChangeTypes, changesMax]);
  return rows.flatMap((row) => statusChangeOf(toldBy(row)) ?? []);
};
