import { idempotencyTable } from '@oms/database';
import { messagingTables } from '@oms/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = `
create table known_orders (
  order_id uuid primary key,
  customer_id text not null,
  number text not null,
  total_minor bigint not null,
  currency char(3) not null,
  email text,
  phone text
);

create table notifications (
  id uuid primary key,
  -- The event that it tells of; at most one message for each event and channel.
  event_id uuid not null,
  order_id uuid,
  customer_id text,
  channel text not null check (channel in ('EMAIL', 'SMS')),
  kind text not null,
  recipient text not null,
  subject text,
  body text not null,
  status text not null default 'QUEUED' check (status in ('QUEUED', 'SENT', 'FAILED')),
  error text,
  attempts int not null default 0,
  -- When it may be tried next; while a worker has it, when others may take it.
  due_at timestamptz not null default now(),
  cause jsonb not null,
  -- To the millisecond, as the program reads it back: it is the sort key of pages.
  created_at timestamptz(3) not null default now(),
  sent_at timestamptz,
  unique (event_id, channel)
);
create index notifications_due on notifications (due_at) where status = 'QUEUED';
create index notifications_order on notifications (order_id);
create index notifications_newest on notifications (created_at desc, id desc);
`;

export class CreateNotifications1763683200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(messagingTables);
    await runner.query(idempotencyTable);
    await runner.query(tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table notifications, known_orders');
  }
}
