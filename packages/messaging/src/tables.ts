import type { Retention } from '@oms/database';

/**
 * SQL of the first tables of this package, for a context's first migration; {@link eventLogTables} brings them to what
 * they are. Names are unqualified: the search path decides.
 */
export const messagingTables = `
-- The context's event history, and its outbox: a row without published_at is still to be published.
create table events (
  position bigint generated always as identity,
  -- UUIDv7, so that the order of ids is nearly that of time.
  id uuid primary key,
  type text not null,
  aggregate_type text not null,
  aggregate_id text not null,
  sequence integer not null check (sequence > 0),
  order_id uuid,
  actor_id text,
  correlation_id text not null,
  causation_id text,
  idempotency_key text,
  schema_version smallint not null,
  traceparent text,
  -- json, not jsonb: it is published as it was recorded, byte for byte.
  data json not null,
  occurred_at timestamptz not null,
  published_at timestamptz,
  -- Where it is in the stream, as the broker acknowledged it.
  stream_sequence bigint,
  unique (aggregate_type, aggregate_id, sequence)
) with (autovacuum_vacuum_scale_factor = 0.02);
create index events_unpublished on events (position) where published_at is null;
create index events_by_order on events (order_id, position) where order_id is not null;

-- What each consumer has dealt with: the reason why effects happen once.
create table inbox (
  consumer text not null,
  message_id uuid not null,
  handled_at timestamptz not null default now(),
  primary key (consumer, message_id)
);
create index inbox_handled_at on inbox using brin (handled_at);

-- Messages that failed, and are to be tried again.
create table delivery_attempts (
  consumer text not null,
  message_id uuid not null,
  attempts integer not null,
  last_attempt_at timestamptz not null default now(),
  primary key (consumer, message_id)
);

create table dead_letters (
  id uuid primary key,
  consumer text not null,
  subject text not null,
  message_id uuid not null,
  -- As it came: it may be what no contract can read.
  message bytea not null,
  error text not null,
  deliveries integer not null,
  status text not null default 'OPEN' check (status in ('OPEN', 'RESOLVED', 'DISMISSED')),
  -- The sequence of the last event about it.
  version integer not null,
  failed_at timestamptz not null default now(),
  retry_requested_at timestamptz
);
create index dead_letters_to_retry on dead_letters (retry_requested_at)
  where status = 'OPEN' and retry_requested_at is not null;

-- What the relay knew of its stream, so that it notices when the stream is not what it was.
create table relay_state (
  stream text primary key,
  created text not null,
  first_sequence bigint not null,
  last_sequence bigint not null
);
`;

/**
 * SQL that turns the outbox into a log: positions instead of marks, cursors instead of an inbox. For a migration of its own.
 *
 * What is recorded already is numbered in the order of recording. The inbox stays for as long as a reader may come across
 * what it names (`consume/inbox.ts`).
 */
export const eventLogTables = `
alter table events drop column published_at, drop column stream_sequence;
-- What is recorded can be published: one that could not would keep all later ones waiting.
alter table events add constraint events_type check (type ~ '^[a-z]+[.][a-z-]+[.]v[0-9]+$');
-- Which transaction recorded it: what was committed since the last look is found by this, never by the position,
-- because rows become visible in the order of their commits.
alter table events add column transaction_id xid8 not null default pg_current_xact_id();
create index events_by_transaction on events (transaction_id, position, id);

-- The order in which this context's events were committed: 1, 2, 3 … without a gap. Narrow, because it is written for
-- each event and read in ranges; without a foreign key, which would lock, and so write to, the wide row once more.
create table event_log (
  position bigint primary key,
  event_id uuid not null unique
);
insert into event_log (position, event_id) select row_number() over (order by position), id from events;

-- One row. Each event of a transaction below the horizon is in the log.
create table event_log_head (
  singleton boolean primary key default true check (singleton),
  position bigint not null,
  horizon xid8 not null,
  -- Up to where the stream has taken it, noted now and then: for the lag, and for a stream that was lost.
  published bigint not null default 0
);
insert into event_log_head (position, horizon)
  select (select count(*) from events), pg_snapshot_xmin(pg_current_snapshot());

-- Events whose data was redacted after they were published: the relay erases the published copy, then the row.
create table event_redactions (
  event_id uuid primary key,
  requested_at timestamptz not null default now()
);

-- How far this context has applied another's log; moved in the transaction of the effects.
create table cursors (
  publisher text not null,
  -- For which slots of partition keys it speaks: bit n for slot n.
  slots integer not null check (slots between 1 and 65535),
  position bigint not null default 0 check (position >= 0),
  -- Slots that are further than the position, after cursors were joined: {"3": 812}.
  ahead jsonb not null default '{}',
  -- How often reading began here without any progress since.
  attempts integer not null default 0,
  primary key (publisher, slots)
);

-- Events that could not be applied, each with the later ones of its partition key behind it.
create table parked_events (
  publisher text not null,
  position bigint not null,
  slot smallint not null,
  partition_key text not null,
  type text not null,
  -- As it was published.
  message text not null,
  -- Null for those that only wait behind another.
  error text,
  attempts integer not null default 0,
  -- The last attempt failed because what it needs comes by the log of another publisher.
  awaits_log boolean not null default false,
  -- When the first of a key is tried again. Null: at once, or, behind a dead letter, when an operator retries it.
  next_attempt_at timestamptz,
  dead_letter_id uuid unique,
  primary key (publisher, position)
);
create index parked_events_by_key on parked_events (publisher, partition_key, position);

-- A message may be anything; what is no text, which a NUL is not either, is kept with its bytes escaped.
create function message_text(message bytea) returns text language plpgsql as $$
begin
  return convert_from(message, 'UTF8');
exception when others then
  return encode(message, 'escape');
end $$;
insert into parked_events
  (publisher, position, slot, partition_key, type, message, error, attempts, next_attempt_at, dead_letter_id)
select split_part(consumer, '.', 2), -row_number() over (order by id), 0, 'dead-letter/' || id, substr(subject, 5),
  message_text(message), error, deliveries, null, id
from dead_letters where status = 'OPEN';
alter table dead_letters alter column message type text using message_text(message);
drop function message_text(bytea);
alter table dead_letters alter column message_id drop not null;
alter table dead_letters drop column retry_requested_at;
-- How many later events of the same partition key wait behind it.
alter table dead_letters add column waiting integer not null default 0;
alter table dead_letters add column settled_at timestamptz;
update dead_letters set settled_at = failed_at where status <> 'OPEN';
create index dead_letters_by_age on dead_letters (settled_at) where status <> 'OPEN';
drop index inbox_handled_at;
create index inbox_by_age on inbox (handled_at);
drop table delivery_attempts;
drop table relay_state;
`;

/** An operator's decision on a dead letter stays in `events`. */
const SETTLED_DAYS = 90;
/** Twice as long as a stream kept a message when there was an inbox. */
export const INBOX_DAYS = 14;

/** Until when a context keeps the rows of these tables; docs/data-retention.md states the reasons. */
export const messagingRetentions: readonly Retention[] = [
  { table: 'dead_letters', column: 'settled_at', olderThan: { days: SETTLED_DAYS }, where: `status <> 'OPEN'` },
  { table: 'inbox', column: 'handled_at', olderThan: { days: INBOX_DAYS } },
];
