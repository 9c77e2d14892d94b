import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each list is read from an index that has its order: docs/decisions/0019. */
const lists = `
create index notifications_by_status on notifications (channel, status, created_at desc, id desc);
create index notifications_by_kind on notifications (kind, channel, status, created_at desc, id desc);
drop index notifications_newest;
`;

export class NotificationLists1795700320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(lists);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward.'));
  }
}
