import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the provider may last have been asked for the money: how long its search may have been behind since. */
export class TimeLastCharge1795700100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table attempts add column charge_requested_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table attempts drop column charge_requested_at');
  }
}
