import { affectedBy, rowsOf, type Tx } from '@oms/database';

/** An event that waits: because it could not be applied, or behind one of its partition key that could not. */
export interface ParkedEvent {
  readonly position: number;
  readonly slot: number;
  readonly partitionKey: string;
  readonly type: string;
  readonly message: string;
}

/** The first of its partition key, due to be tried. */
export interface ParkedHead extends ParkedEvent {
  readonly attempts: number;
  /** Why the last attempt failed; null for one that only waited. */
  readonly error: string | null;
  /** It failed because what it needs comes from the log of another publisher. */
  readonly awaitsLog: boolean;
  readonly deadLetterId: string | null;
}

const insert = `
insert into parked_events
  (publisher, position, slot, partition_key, type, message, error, attempts, awaits_log, next_attempt_at)
select $1, position, slot, "partitionKey", type, message, error, attempts, "awaitsLog", now() + make_interval(secs => "waitMs" / 1000.0)
from json_to_recordset($2) as new (position bigint, slot smallint, "partitionKey" text, type text, message text,
  error text, attempts integer, "awaitsLog" boolean, "waitMs" float8)`;

const countKeys = `
select partition_key as key, count(*)::int as events from parked_events
where publisher = $1 and slot = any($2::smallint[]) group by partition_key`;

const columns = `position, slot, partition_key as "partitionKey", type, message, attempts, error,
  awaits_log as "awaitsLog", dead_letter_id as "deadLetterId"`;

const dueHeads = `
select ${columns} from (
  select distinct on (partition_key) * from parked_events
  where publisher = $1 and slot = any($2::smallint[]) order by partition_key, position) as head
where next_attempt_at <= now() or (next_attempt_at is null and dead_letter_id is null)
order by next_attempt_at nulls first limit $3`;

const lockOne = `select ${columns} from parked_events where publisher = $1 and position = $2 for update`;

const countAttempt = `
update parked_events set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $3::float8 / 1000.0)
where publisher = $1 and position = $2 returning attempts`;

const noteFailure = `
update parked_events set error = $3, awaits_log = $6, dead_letter_id = coalesce($4::uuid, dead_letter_id),
  next_attempt_at = case when coalesce($4::uuid, dead_letter_id) is null
    then now() + make_interval(secs => $5::float8 / 1000.0) end
where publisher = $1 and position = $2`;

const remove = 'delete from parked_events where publisher = $1 and position = $2';
const waiting = `select count(*)::int as count from parked_events where publisher = $1 and partition_key = $2 and position > $3`;
const letterHeads = `
select dead_letter_id as id, partition_key as key, position::float8 as position from parked_events
where publisher = $1 and partition_key = any($2::text[]) and dead_letter_id is not null`;
const requestRetries = `
update parked_events set next_attempt_at = now() where dead_letter_id = any($1::uuid[])`;
const dismissAll = `delete from parked_events where dead_letter_id = any($1::uuid[])`;
const isParked = `
select 1 from parked_events where publisher = $1 and ($2::text[] is null or partition_key = any($2)) limit 1`;

type Raw<T> = Omit<T, 'position'> & { readonly position: string };

const toHead = (row: Raw<ParkedHead>): ParkedHead => ({ ...row, position: Number(row.position) });

export interface NewParkedEvent extends ParkedEvent {
  /** Undefined for one that waits behind another. */
  readonly failure?: {
    readonly error: string;
    readonly attempts: number;
    readonly awaitsLog: boolean;
    readonly waitMs: number;
  };
}

export const parkEvents = async (tx: Tx, publisher: string, events: readonly NewParkedEvent[]): Promise<void> => {
  if (events.length === 0) return;
  const rows = events.map(({ failure, ...event }) => ({ ...event, attempts: 0, awaitsLog: false, ...failure }));
  await rowsOf(tx, insert, [publisher, JSON.stringify(rows)]);
};

/** How many events are parked for each partition key of these slots. */
export const parkedKeys = async (
  tx: Tx,
  publisher: string,
  slots: readonly number[],
): Promise<ReadonlyMap<string, number>> => {
  const rows = await rowsOf<{ key: string; events: number }>(tx, countKeys, [publisher, slots]);
  return new Map(rows.map(({ key, events }) => [key, events]));
};

/** Those to try now: only ever the first of a partition key. */
export const dueParkedHeads = async (
  tx: Tx,
  publisher: string,
  { slots, limit }: { readonly slots: readonly number[]; readonly limit: number },
): Promise<readonly ParkedHead[]> =>
  (await rowsOf<Raw<ParkedHead>>(tx, dueHeads, [publisher, slots, limit])).map(toHead);

/** Undefined when it was applied or dismissed meanwhile; otherwise it stays locked until the transaction ends. */
export const lockParked = async (tx: Tx, publisher: string, position: number): Promise<ParkedHead | undefined> => {
  const [row] = await rowsOf<Raw<ParkedHead>>(tx, lockOne, [publisher, position]);
  return row === undefined ? undefined : toHead(row);
};

/** Counted before the attempt, so that one that ends the process counts as well. Resolves to the new count. */
export const countParkedAttempt = async (
  tx: Tx,
  publisher: string,
  { position, waitMs }: { readonly position: number; readonly waitMs: number },
): Promise<number | undefined> =>
  (await rowsOf<{ attempts: number }>(tx, countAttempt, [publisher, position, waitMs]))[0]?.attempts;

export const noteParkedFailure = async (
  tx: Tx,
  publisher: string,
  failure: { position: number; error: string; awaitsLog: boolean; deadLetterId: string | null; waitMs: number },
): Promise<void> => {
  const { position, error, awaitsLog, deadLetterId, waitMs } = failure;
  await rowsOf(tx, noteFailure, [publisher, position, error, deadLetterId, waitMs, awaitsLog]);
};

export const removeParked = async (tx: Tx, publisher: string, position: number): Promise<void> => {
  await rowsOf(tx, remove, [publisher, position]);
};

/** How many events wait behind one. */
export const countWaiting = async (
  tx: Tx,
  publisher: string,
  { partitionKey, position }: Pick<ParkedEvent, 'partitionKey' | 'position'>,
): Promise<number> =>
  (await rowsOf<{ count: number }>(tx, waiting, [publisher, partitionKey, position]))[0]?.count ?? 0;

/** The dead letters at the head of these partition keys. */
export const deadLettersBefore = (
  tx: Tx,
  publisher: string,
  keys: readonly string[],
): Promise<readonly { readonly id: string; readonly key: string; readonly position: number }[]> =>
  rowsOf(tx, letterHeads, [publisher, keys]);

/** Makes the events of these dead letters due. Resolves to how many there are. */
export const retryParked = (tx: Tx, deadLetterIds: readonly string[]): Promise<number> =>
  affectedBy(tx, requestRetries, [deadLetterIds]);

/** Deletes the events of these dead letters, so that those that wait behind them are tried. */
export const skipParked = (tx: Tx, deadLetterIds: readonly string[]): Promise<number> =>
  affectedBy(tx, dismissAll, [deadLetterIds]);

/** Whether any event of the publisher, or of some partition keys of it, is parked. */
export const hasParked = async (
  tx: Tx,
  publisher: string,
  partitionKeys: readonly string[] | undefined,
): Promise<boolean> => (await rowsOf(tx, isParked, [publisher, partitionKeys ?? null])).length > 0;
