import { idempotencyByAge } from '@oms/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What pruning finds old rows by. */
export class Ages1795700310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(idempotencyByAge);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward.'));
  }
}
