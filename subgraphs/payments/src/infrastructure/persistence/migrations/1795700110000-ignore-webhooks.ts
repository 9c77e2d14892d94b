import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What says nothing new is kept as ignored, with the reason. */
export class IgnoreWebhooks1795700110000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table webhooks add column ignored_because text, drop constraint webhooks_state_check,
        add constraint webhooks_state_check check (state in ('RECEIVED', 'HANDLED', 'IGNORED', 'PARKED'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update webhooks set state = 'HANDLED' where state = 'IGNORED';
      alter table webhooks drop column ignored_because, drop constraint webhooks_state_check,
        add constraint webhooks_state_check check (state in ('RECEIVED', 'HANDLED', 'PARKED'))`);
  }
}
