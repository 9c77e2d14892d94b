import type { Database } from '@oms/database';
import { eventColumns, type EventRow } from '../event-row';

/** The relay's own connection; its session holds the lock. */
export type Session = Awaited<ReturnType<Database['session']>>;

export interface Published {
  readonly id: string;
  readonly streamSequence: number;
  /** The stream had it already. */
  readonly duplicate: boolean;
}

/** What the relay knew of its stream when it last looked. */
export interface StreamState {
  readonly created: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/** Which published rows a stream has lost. */
export interface Lost {
  /** Those at or before this sequence … */
  readonly upTo?: number;
  /** … or after this one; both left out: all of them. */
  readonly after?: number;
}

const tryLock = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked';

// Claimed by state, never by position: rows become visible in the order of their commits, not of their positions.
const selectUnpublished = `select ${eventColumns} from events
  where published_at is null and not ((aggregate_type || '/' || aggregate_id) = any($2::text[]))
  order by position limit $1`;

const markPublished = `
with marked as (
  update events set published_at = now(), stream_sequence = done.stream_sequence
  from unnest($1::uuid[], $2::bigint[]) as done (id, stream_sequence)
  where events.id = done.id)
update relay_state set last_sequence = greatest(last_sequence, $4::bigint) where stream = $3`;

const readState = 'select created, first_sequence, last_sequence from relay_state where stream = $1';

const writeState = `
insert into relay_state (stream, created, first_sequence, last_sequence) values ($1, $2, $3, $4)
on conflict (stream) do update set created = excluded.created, first_sequence = excluded.first_sequence,
  last_sequence = excluded.last_sequence`;

// By id, page by page: ids are UUIDv7, so a first id bounds the time without an index of its own.
const unpublishPage = `
with page as (select id from events where id > $1::uuid order by id limit 5000),
changed as (
  update events set published_at = null, stream_sequence = null from page
  where events.id = page.id and published_at is not null
    and (stream_sequence is null or stream_sequence <= $2::bigint or stream_sequence > $3::bigint)
  returning 1)
select (select id from page order by id desc limit 1) as last_id, (select count(*)::int from changed) as changed`;

const lag = `
select coalesce(extract(epoch from now() - min(occurred_at)), 0)::float8 as seconds, count(*)::int as rows
from (select occurred_at from events where published_at is null order by position limit 10000) as waiting`;

interface Page {
  readonly last_id: string | null;
  readonly changed: number;
}

/** The smallest UUIDv7 of that moment. */
const firstIdAt = (timeMs: number): string => {
  const hex = Math.max(0, timeMs).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};

const EVERY_SEQUENCE = '9223372036854775807';

/** The outbox of one context, over the relay's session. */
export const outboxOf = (session: Session, stream: string) => ({
  lock: async (name: string): Promise<boolean> => {
    const { rows } = await session.query<{ locked: boolean }>(tryLock, [name]);
    return rows[0]?.locked ?? false;
  },
  /** A mark that is lost in a crash is a second publication, which msgID and the inbox drop; so it need not reach the disk. */
  begin: async (): Promise<void> => {
    await session.query('set synchronous_commit = off');
  },
  unpublished: async (limit: number, exceptAggregates: readonly string[]): Promise<readonly EventRow[]> => {
    const query = { name: 'unpublished', text: selectUnpublished, values: [limit, exceptAggregates] };
    return (await session.query<EventRow>(query)).rows;
  },
  mark: async (published: readonly Published[]): Promise<void> => {
    if (published.length === 0) return;
    const ids = published.map(({ id }) => id);
    const sequences = published.map(({ streamSequence }) => streamSequence);
    const values = [ids, sequences, stream, Math.max(...sequences)];
    await session.query({ name: 'mark-published', text: markPublished, values });
  },
  state: async (): Promise<StreamState | undefined> => {
    const { rows } = await session.query<{ created: string; first_sequence: string; last_sequence: string }>(
      readState,
      [stream],
    );
    const row = rows[0];
    if (row === undefined) return undefined;
    return {
      created: row.created,
      firstSequence: Number(row.first_sequence),
      lastSequence: Number(row.last_sequence),
    };
  },
  remember: async ({ created, firstSequence, lastSequence }: StreamState): Promise<void> => {
    await session.query(writeState, [stream, created, firstSequence, lastSequence]);
  },
  /** Has what the stream lost, and would still keep, published again. Answers how many events that are. */
  publishAgain: async (lost: Lost, sinceMs: number): Promise<number> => {
    const all = lost.upTo === undefined && lost.after === undefined;
    const bounds = [all ? EVERY_SEQUENCE : (lost.upTo ?? -1), lost.after ?? EVERY_SEQUENCE];
    let total = 0;
    for (let from: string | null = firstIdAt(sinceMs); from !== null;) {
      const page: Page | undefined = (await session.query<Page>(unpublishPage, [from, ...bounds])).rows[0];
      total += page?.changed ?? 0;
      from = page?.last_id ?? null;
    }
    return total;
  },
  lag: async (): Promise<{ readonly seconds: number; readonly rows: number }> => {
    const { rows } = await session.query<{ seconds: number; rows: number }>(lag);
    return rows[0] ?? { seconds: 0, rows: 0 };
  },
});

export type Outbox = ReturnType<typeof outboxOf>;
