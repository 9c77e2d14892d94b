import { rowsOf, type Tx } from '@oms/database';
import type { Client } from 'pg';
import { eventColumns, type EventRow } from '../event-row';
import { reasonOf } from '../error-text';

/** An event's place in the log of its context. */
export interface Numbered {
  readonly position: number;
  readonly eventId: string;
}

export interface LoggedEvent {
  readonly position: number;
  readonly row: EventRow;
}

/** Runs one statement: on the relay's session, or in a transaction. */
export type Run = <Row extends object>(text: string, values: readonly unknown[]) => Promise<readonly Row[]>;

/** The session's statement failed, so that the session must be given up; `cause` is the driver's error. */
export class SessionFailed extends Error {
  override readonly name = 'SessionFailed';
}

/** Prepared once per session, under a name. It throws SessionFailed. */
export const onSession = (session: Pick<Client, 'query'>): Run => {
  const names = new Map<string, string>();
  return async <Row extends object>(text: string, values: readonly unknown[]) => {
    const name = names.get(text) ?? `log-${names.size.toString()}`;
    names.set(text, name);
    try {
      return (await session.query<Row>({ name, text, values: [...values] })).rows;
    } catch (cause) {
      throw new SessionFailed(reasonOf(cause), { cause });
    }
  };
};

export const inTransaction =
  (tx: Tx): Run =>
  (text, values) =>
    rowsOf(tx, text, values);

/**
 * The planner, which plans without the parameter's value, may otherwise read the whole history. The setting of the session
 * or the transaction is changed, because a statement cannot carry a hint.
 */
export const indexesOnly = { session: 'set enable_seqscan = off', transaction: 'set local enable_seqscan = off' };

/** Committed, at or after the horizon, and not in the log yet. */
const unnumbered = `
  from events where transaction_id >= (select horizon from head)
    and not exists (select from event_log where event_log.event_id = events.id)`;

const countUnnumbered = `
with head as (select position, horizon from event_log_head)
select head.position, exists(select ${unnumbered}) as more,
  head.horizon > pg_snapshot_xmax(pg_current_snapshot()) as "isForeign" from head`;

/**
 * One statement: the row of the head is locked, so that two that number at once take turns, and what the second one
 * read before it waited fails by the unique event id. Numbered by `position`, which is the order of recording, and of
 * each aggregate that of its commits, because a later event of an aggregate is recorded after the earlier was committed.
 * The horizon moves only when nothing was left over: each transaction below `xmin` had ended when this one looked.
 */
const numberCommitted = `
with head as (select position, horizon from event_log_head for update),
fresh as (select id, position ${unnumbered} order by position limit $1),
numbered as (
  insert into event_log (position, event_id)
  select (select position from head) + row_number() over (order by position), id from fresh
  returning position, event_id),
moved as (
  update event_log_head set position = event_log_head.position + taken.count,
    horizon = case when taken.count < $1 then pg_snapshot_xmin(pg_current_snapshot()) else event_log_head.horizon end
  from (select count(*) from fresh) as taken where taken.count > 0)
select (select position from head) as before, numbered.position, numbered.event_id
from (values (1)) as always left join numbered on true order by numbered.position`;

const readHead = 'select position from event_log_head';

const readPublished = 'select published from event_log_head';

const notePublished = 'update event_log_head set published = $1 where published < $1';

const readEventId = 'select event_id from event_log where position = $1';

// Lateral and limited: one index lookup for each event, whatever the planner's estimate of the range.
const logged = `event_log as log cross join lateral (
  select ${eventColumns} from events where events.id = log.event_id limit 1) as event`;

const readRange = `
select log.position, event.* from ${logged}
where log.position > $1 and log.position <= $2 order by log.position limit $3`;

/** What a message has besides the values of its row: the names of its attributes. */
const ATTRIBUTE_NAMES_BYTES = 400;

const readPage = `
select * from (
  select log.position, event.*, sum(octet_length(event::text) + ${ATTRIBUTE_NAMES_BYTES.toString()}) over (order by log.position) as bytes,
    row_number() over (order by log.position) as number, count(*) over ()::int as total
  from ${logged}
  where log.position > $1 and log.position <= $2 and ($3::text[] is null or event.type = any($3))
) as page where number = 1 or bytes <= $4 order by position`;

const readAge = `
select extract(epoch from now() - events.occurred_at)::float8 as seconds
from event_log as log join events on events.id = log.event_id where log.position = $1`;

interface NumberedRow {
  readonly before: string;
  readonly position: string | null;
  readonly event_id: string | null;
}

type LogRow = EventRow & { readonly position: string };

const toLogged = (row: LogRow): LoggedEvent => ({ position: Number(row.position), row });

/** A context's own log, over a session or a transaction. */
export const eventLog = (run: Run) => ({
  /** The last position. */
  head: async (): Promise<number> => Number((await run<{ position: string }>(readHead, []))[0]?.position ?? 0),

  /**
   * Whether there are committed events without a position; takes no lock.
   *
   * @throws when the horizon is ahead of the server's transaction ids.
   */
  look: async (): Promise<{ readonly head: number; readonly more: boolean }> => {
    const [row] = await run<{ position: string; more: boolean; isForeign: boolean }>(countUnnumbered, []);
    if (row?.isForeign === true)
      throw new Error(
        'The transaction ids of this log are those of another PostgreSQL cluster, so that new events would not be found: ' +
          'the schema was restored from a dump. See the runbook.',
      );
    return { head: Number(row?.position ?? 0), more: row?.more ?? false };
  },

  /**
   * Gives committed events their positions, at most so many.
   *
   * @throws unique_violation (23505) when another process numbered the same events meanwhile: nothing happened.
   */
  number: async (limit: number): Promise<{ readonly head: number; readonly numbered: readonly Numbered[] }> => {
    const rows = await run<NumberedRow>(numberCommitted, [limit]);
    const numbered = rows.flatMap(({ position, event_id: eventId }) =>
      position === null || eventId === null ? [] : [{ position: Number(position), eventId }],
    );
    return { head: Number(rows[0]?.before ?? 0) + numbered.length, numbered };
  },

  /** Those after one position and up to another, at most so many. */
  range: async (
    after: number,
    { upTo, limit }: { readonly upTo: number; readonly limit: number },
  ): Promise<readonly LoggedEvent[]> => (await run<LogRow>(readRange, [after, upTo, limit])).map(toLogged),

  /** The last position that a relay noted as published; it may be behind. */
  published: async (): Promise<number> =>
    Number((await run<{ published: string }>(readPublished, []))[0]?.published ?? 0),

  notePublished: async (position: number): Promise<void> => {
    await run(notePublished, [position]);
  },

  /** The same of some types, cut off after so many bytes, yet never empty for that; whether it was cut off. */
  page: async (
    after: number,
    upTo: number,
    { types, bytesMax }: { readonly types: readonly string[] | null; readonly bytesMax: number },
  ): Promise<{ readonly events: readonly LoggedEvent[]; readonly isCut: boolean }> => {
    const rows = await run<LogRow & { readonly total: number }>(readPage, [after, upTo, types, bytesMax]);
    return { events: rows.map(toLogged), isCut: rows.length < (rows[0]?.total ?? 0) };
  },

  eventIdAt: async (position: number): Promise<string | undefined> =>
    (await run<{ event_id: string }>(readEventId, [position]))[0]?.event_id,

  /** How many seconds ago the event at the position was recorded; 0 where there is none. */
  ageOf: async (position: number): Promise<number> =>
    (await run<{ seconds: number }>(readAge, [position]))[0]?.seconds ?? 0,
});

export type EventLog = ReturnType<typeof eventLog>;
