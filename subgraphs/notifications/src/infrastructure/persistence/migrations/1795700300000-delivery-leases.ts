import type { MigrationInterface, QueryRunner } from 'typeorm';

const leases = `
-- Until when a worker has the message to itself. Beside due_at, so that claiming and renewing write no index.
alter table notifications add column leased_until timestamptz;
alter table notifications set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
`;

export class DeliveryLeases1795700300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(leases);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward.'));
  }
}
