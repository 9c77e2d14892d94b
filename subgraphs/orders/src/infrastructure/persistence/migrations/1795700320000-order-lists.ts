import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each list is read from an index that has its order, at the cost of HOT for changes of status: docs/decisions/0019. */
const lists = `
create index orders_by_status on orders (status, source, placed_at desc, id desc);
create index orders_by_customer_and_status on orders (customer_id, status, source, placed_at desc, id desc);

create index dead_letter_list_by_status on dead_letter_list (status, failed_at desc, id desc);
create index dead_letter_list_by_consumer on dead_letter_list (consumer, status, failed_at desc, id desc);
drop index dead_letter_list_by_time;
`;

export class OrderLists1795700320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(lists);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward.'));
  }
}
