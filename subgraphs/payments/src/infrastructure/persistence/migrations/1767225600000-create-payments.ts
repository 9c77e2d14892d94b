import { idempotencyTable } from '@oms/database';
import { messagingTables } from '@oms/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = `
create table payments (
  id uuid primary key,
  order_id uuid not null unique,
  customer_id text not null,
  status text not null check (status in
    ('Barred', 'Pending', 'Processing', 'Declined', 'Cancelled', 'Captured', 'Quarantined', 'Refunded')),
  order_given_up boolean not null,
  amount_minor bigint check (amount_minor >= 0),
  currency text,
  method_given boolean not null,
  method_type text,
  -- Held from payOrder until the payment is requested, no longer.
  method_token text,
  last_attempt integer not null,
  failure_code text,
  failure_message text,
  captured_attempt integer,
  captured_minor bigint,
  captured_currency text,
  provider text,
  provider_reference text,
  refunded_minor bigint not null default 0,
  -- The sequence of the last event that was published.
  sequence integer not null,
  version integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- What clients see of the status.
  shown_status text not null generated always as (case status
    when 'Pending' then 'PENDING'
    when 'Processing' then 'PROCESSING'
    when 'Quarantined' then 'PROCESSING'
    when 'Declined' then 'FAILED'
    when 'Captured' then case when refunded_minor > 0 then 'PARTIALLY_REFUNDED' else 'CAPTURED' end
    when 'Refunded' then 'REFUNDED'
    else 'CANCELLED' end) stored,
  check (status = 'Barred' or (amount_minor is not null and currency is not null)),
  check (status not in ('Captured', 'Quarantined', 'Refunded') or
    (captured_minor is not null and captured_currency is not null and provider_reference is not null)),
  check (refunded_minor between 0 and coalesce(captured_minor, 0))
) with (fillfactor = 80);
create index payments_by_shown_status on payments (shown_status, id);

-- The intents to charge. A row is committed before the provider is called, so that no charge is ever forgotten.
create table attempts (
  payment_id uuid not null references payments,
  attempt integer not null,
  order_id uuid not null,
  state text not null check (state in ('REQUESTED', 'CAPTURED', 'DECLINED', 'CANCELLED', 'QUARANTINED')),
  amount_minor bigint not null,
  currency text not null,
  method_type text not null,
  -- Gone once the outcome is known.
  method_token text,
  provider_reference text,
  order_given_up boolean not null default false,
  claims integer not null default 0,
  due_at timestamptz not null default now(),
  leased_until timestamptz,
  cause jsonb not null,
  requested_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (payment_id, attempt)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
create index attempts_due on attempts (due_at) where state = 'REQUESTED';

-- The intents to give back.
create table refunds (
  id uuid primary key,
  payment_id uuid not null references payments,
  order_id uuid not null,
  attempt integer not null,
  state text not null check (state in ('PENDING', 'SUCCEEDED')),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  reason text,
  provider_reference text not null,
  generation integer not null default 1,
  claims integer not null default 0,
  due_at timestamptz not null default now(),
  leased_until timestamptz,
  cause jsonb not null,
  created_at timestamptz not null default now(),
  settled_at timestamptz
);
create index refunds_by_payment on refunds (payment_id);
create index refunds_due on refunds (due_at) where state = 'PENDING';

-- What the provider told by itself, each message once.
create table webhooks (
  provider text not null,
  event_id text not null,
  type text not null,
  state text not null check (state in ('RECEIVED', 'HANDLED', 'PARKED')),
  parked_because text,
  news jsonb,
  body text,
  tries integer not null default 0,
  received_at timestamptz not null default now(),
  primary key (provider, event_id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
create index webhooks_waiting on webhooks (received_at) where state = 'RECEIVED';
create index webhooks_parked on webhooks (received_at) where state = 'PARKED';
`;

export class CreatePayments1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(messagingTables);
    await runner.query(idempotencyTable);
    await runner.query(tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table webhooks, refunds, attempts, payments');
  }
}
