import type { RetentionCase } from './retention-contract';

const years = (count: number): string => `now() - interval '${count.toString()} years'`;
const days = (count: number): string => `now() - interval '${count.toString()} days'`;
const id = (last: number): string => `'0192f0c1-7a10-7000-8000-${last.toString().padStart(12, '0')}'`;

const event = (last: number, at: string): RetentionCase => ({
  table: 'events',
  row: `(id, type, aggregate_type, aggregate_id, sequence, correlation_id, schema_version, data, occurred_at)
    values (${id(last)}, 't', 'T', '${last.toString()}', 1, 'c', 1, '{}', ${at})`,
  goes: false,
});

const deadLetter = (last: number, status: string): RetentionCase => ({
  table: 'dead_letters',
  row: `(id, consumer, subject, message_id, message, error, deliveries, status, version, failed_at)
    values (${id(last)}, 'c', 's', ${id(last)}, '', 'e', 1, '${status}', 1, ${years(20)})`,
  goes: false,
});

const idempotencyKey = (key: string, at: string, goes: boolean): RetentionCase => ({
  table: 'idempotency',
  row: `(caller, operation, key, input_hash, created_at) values ('ada', 'o', '${key}', '', ${at})`,
  goes,
});

/** Rows of the tables that every context has, old and young. */
export const commonRetentionCases: readonly RetentionCase[] = [
  event(1, years(20)),
  event(2, 'now()'),
  deadLetter(1, 'OPEN'),
  deadLetter(2, 'RESOLVED'),
  ...[years(20), 'now()'].map((at, index) => ({
    table: 'inbox',
    row: `(consumer, message_id, handled_at) values ('c', ${id(index)}, ${at})`,
    goes: false,
  })),
  ...[years(20), 'now()'].map((at, index) => ({
    table: 'delivery_attempts',
    row: `(consumer, message_id, attempts, last_attempt_at) values ('c', ${id(index)}, 1, ${at})`,
    goes: false,
  })),
  {
    table: 'relay_state',
    row: `(stream, created, first_sequence, last_sequence) values ('s', 'c', 1, 1)`,
    goes: false,
  },
  idempotencyKey('old', days(8), true),
  idempotencyKey('young', days(6), false),
];
