import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Without a foreign key, which would lock the payment's row once more: a row is written in the statement that writes its
 * payment. docs/decisions/0022.
 */
const history = `
create table history (
  position bigint generated always as identity,
  payment_id uuid not null,
  type text not null,
  -- The event without its type: amounts are text, and a method has no token, which must not outlive its attempt.
  data jsonb not null,
  cause jsonb not null,
  recorded_at timestamptz not null default now(),
  primary key (payment_id, position)
);
`;

/** Every event of a payment, in its order; those that were published are in the context's events as well. */
export class PaymentHistory1795700411000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(history);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward.'));
  }
}
