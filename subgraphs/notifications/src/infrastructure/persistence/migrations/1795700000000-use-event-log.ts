import { eventLogTables } from '@oms/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class UseEventLog1795700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(eventLogTables);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('An outbox cannot be made of a log: restore the schema from a backup.'));
  }
}
