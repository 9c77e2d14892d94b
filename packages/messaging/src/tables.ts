/** SQL of the tables of this package, for a context's first migration. Names are unqualified: the search path decides. */
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
