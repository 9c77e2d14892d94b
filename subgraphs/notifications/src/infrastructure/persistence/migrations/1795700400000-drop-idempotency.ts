import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notifications has no mutations, so no client ever sent it an idempotency key: the table was empty. */
export class DropIdempotency1795700400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop table idempotency');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward.'));
  }
}
