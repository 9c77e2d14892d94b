import { idempotencyTable } from '@oms/database';
import { messagingTables } from '@oms/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const orders = `
create table orders (
  id uuid primary key,
  number text not null unique,
  customer_id text not null,
  source text not null check (source in ('API', 'BATCH')),
  status text not null
    check (status in ('PENDING', 'PAID', 'PROCESSING', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'FAILED')),
  -- Written once and read with their order only, so they need no table of their own.
  lines jsonb not null,
  total_minor bigint not null check (total_minor >= 0),
  currency text not null,
  contact jsonb not null,
  shipping_address jsonb not null,
  payment_method_given boolean not null,
  failure jsonb check ((failure is not null) = (status = 'FAILED')),
  cancel_reason text,
  -- The sequence of the order's last event.
  version integer not null check (version > 0),
  step text not null,
  -- The saga's state as the domain has it; the payment method's token is in it until the payment is requested.
  checkout jsonb not null,
  correlation_id text not null,
  placed_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
) with (fillfactor = 70);
-- No index on what changes as an order goes on: so its updates stay on their page (HOT).
create index orders_by_customer on orders (customer_id, placed_at desc, id desc);
create index orders_by_time on orders (placed_at desc, id desc);

-- The sagas that are not settled: what each waits for, and until when.
create table deadlines (
  order_id uuid primary key references orders,
  step text not null,
  -- Null: a compensation is waited for, without end.
  due_at timestamptz(3),
  since timestamptz(3) not null default now()
);
create index deadlines_due on deadlines (due_at) where due_at is not null;
`;

const timeline = `
-- What other contexts said about an order; what it said itself is in events.
create table timeline (
  order_id uuid not null,
  position bigint generated always as identity,
  -- The order's version when it heard it: between which of its own events it belongs.
  version integer not null,
  ignored text,
  event json not null,
  heard_at timestamptz not null default now(),
  primary key (order_id, position)
);
`;

const priceBook = `
create table price_book (
  sku text primary key,
  name text not null,
  amount_minor bigint not null check (amount_minor >= 0),
  currency text not null,
  active boolean not null,
  -- Of the product's event that it is from, so that an older one cannot overwrite it.
  sequence integer not null
);
`;

const deadLetterList = `
-- Dead letters of every context, for the operators; the messages wait with the consumers that gave up.
create table dead_letter_list (
  id uuid primary key,
  consumer text not null,
  subject text not null,
  event json not null,
  error text not null,
  deliveries integer not null,
  status text not null check (status in ('OPEN', 'RESOLVED', 'DISMISSED')),
  dismissal text,
  decisions integer not null default 0,
  -- Of the context's last event about it that was heard.
  sequence integer not null,
  failed_at timestamptz(3) not null
);
create index dead_letter_list_by_time on dead_letter_list (failed_at desc, id desc);
`;

export class CreateOrders1795219200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [messagingTables, idempotencyTable, orders, timeline, priceBook, deadLetterList]) {
      await runner.query(sql);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table dead_letter_list, price_book, timeline, deadlines, orders');
  }
}
