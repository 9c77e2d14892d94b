import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tokens that were recorded before tokens were erased; those of attempts under way are still needed. */
const eraseTokens = `
with erased as (
  update events set data = (data::jsonb #- '{method,token}')::json
  where type = 'orders.payment-requested.v1' and data::jsonb #> '{method,token}' is not null
    and not exists (select 1 from orders where id = events.order_id and step = 'TakingPayment')
  returning id
)
insert into event_redactions (event_id) select id from erased`;

export class EraseTokens1795700120000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(eraseTokens);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What was erased is gone.'));
  }
}
