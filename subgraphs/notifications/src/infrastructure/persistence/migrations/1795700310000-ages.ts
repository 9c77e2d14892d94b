import { idempotencyByAge } from '@oms/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const ages = `
-- For those known already, the time of this migration.
alter table known_orders add column known_at timestamptz not null default now();
create index known_orders_by_age on known_orders (known_at);
create index notifications_by_age on notifications (created_at) where status <> 'QUEUED';
`;

/** What pruning finds old rows by. */
export class Ages1795700310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [idempotencyByAge, ages]) await runner.query(sql);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward.'));
  }
}
