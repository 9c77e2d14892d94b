import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The index by shown status leaves out what is not shown: docs/decisions/0019. */
const lists = `
create index payments_shown on payments (shown_status, id desc) where status <> 'Barred';
drop index payments_by_shown_status;
`;

export class PaymentLists1795700320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(lists);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward.'));
  }
}
