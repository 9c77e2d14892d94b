import { idempotencyByAge } from '@oms/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const ages = `
create index webhooks_by_age on webhooks (received_at) where state in ('HANDLED', 'IGNORED');
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
