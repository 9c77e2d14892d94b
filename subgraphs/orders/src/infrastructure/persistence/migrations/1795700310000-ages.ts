import { idempotencyByAge } from '@oms/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const ages = `
create index timeline_by_age on timeline (heard_at);

-- When an operator dismissed it or its consumer took it after all; null while it is open.
alter table dead_letter_list add column settled_at timestamptz;
update dead_letter_list set settled_at = now() where status <> 'OPEN';
create index dead_letter_list_by_age on dead_letter_list (settled_at) where status <> 'OPEN';
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
