import { idempotencyTable } from '@oms/database';
import { messagingTables } from '@oms/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/*
 * SKUs collate by byte, as JavaScript sorts them: whoever locks several levels does so in one order.
 *
 * Half of each page of stock_levels stays free, so that the new version of a hot row finds place beside the old one.
 *
 * Lines and movements have no foreign keys: each is written in one statement with what it belongs to, nothing deletes
 * either, and a check per row would cost more than the row.
 */
const tables = `
create table products (
  sku text collate "C" primary key,
  name text not null,
  unit_price_minor bigint not null check (unit_price_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  active boolean not null,
  reorder_point integer not null check (reorder_point >= 0),
  reorder_quantity integer not null check (reorder_quantity >= 0),
  version integer not null check (version > 0)
);

create table stock_levels (
  sku text collate "C" primary key references products,
  on_hand integer not null,
  reserved integer not null,
  updated_at timestamptz not null default clock_timestamp(),
  constraint never_oversold check (on_hand >= 0 and reserved >= 0 and reserved <= on_hand)
) with (fillfactor = 50);

create table reservations (
  order_id uuid primary key,
  customer_id text not null,
  status text not null check (status in ('HELD', 'REJECTED', 'REJECTED_AND_CLOSED', 'RELEASED')),
  version integer not null check (version > 0),
  reserved_at timestamptz not null default now()
);

create table reservation_lines (
  order_id uuid not null,
  sku text collate "C" not null,
  quantity integer not null check (quantity > 0),
  primary key (order_id, sku)
);

create table stock_movements (
  -- Taken while the level is locked: per product, the order of the positions is the order of the changes.
  position bigint generated always as identity,
  id uuid not null,
  sku text collate "C" not null,
  kind text not null,
  on_hand_delta integer not null,
  reserved_delta integer not null,
  order_id uuid,
  reason text,
  at timestamptz not null default clock_timestamp(),
  primary key (sku, position)
);
`;

export class CreateInventory1795219200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(idempotencyTable);
    await runner.query(messagingTables);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The first migration is not undone: drop the schema instead.'));
  }
}
