import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The constraints and the index name the status, so they are made anew around the change. */
const rename = `
drop index payments_shown;
alter table payments drop constraint payments_status_check, drop constraint payments_check;
update payments set status = 'CancelledBeforeOpened' where status = 'Barred';
alter table payments add constraint payments_status_check check (status in ('CancelledBeforeOpened', 'Pending',
    'Processing', 'Declined', 'Cancelled', 'Captured', 'Quarantined', 'Refunded')),
  add constraint payments_check check
    (status = 'CancelledBeforeOpened' or (amount_minor is not null and currency is not null));
create index payments_shown on payments (shown_status, id desc) where status <> 'CancelledBeforeOpened';
`;

/** A payment whose order was given up before it was opened has the status that the code names. */
export class CancelledBeforeOpened1795700410000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(rename);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward.'));
  }
}
