import type { RetentionCase } from './retention-contract';

const years = (count: number): string => `now() - interval '${count.toString()} years'`;
const days = (count: number): string => `now() - interval '${count.toString()} days'`;
const id = (last: number): string => `'0192f0c1-7a10-7000-8000-${last.toString().padStart(12, '0')}'`;

const event = (last: number, at: string): RetentionCase => ({
  table: 'events',
  row: `(id, type, aggregate_type, aggregate_id, sequence, correlation_id, schema_version, data, occurred_at)
    values (${id(last)}, 'orders.parcel-packed.v1', 'T', '${last.toString()}', 1, 'c', 1, '{}', ${at})`,
  goes: false,
});

const deadLetter = (last: number, { status, settledAt }: { status: string; settledAt: string }): RetentionCase => ({
  table: 'dead_letters',
  row: `(id, consumer, subject, message, error, deliveries, status, version, failed_at, settled_at)
    values (${id(last)}, 'c', 's', '', 'e', 1, '${status}', 1, ${years(20)}, ${settledAt})`,
  goes: settledAt === days(91),
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
  deadLetter(1, { status: 'OPEN', settledAt: 'null' }),
  deadLetter(2, { status: 'RESOLVED', settledAt: days(91) }),
  deadLetter(3, { status: 'DISMISSED', settledAt: days(89) }),
  ...[15, 13].map((age) => ({
    table: 'inbox',
    row: `(consumer, message_id, handled_at) values ('c', ${id(age)}, ${days(age)})`,
    goes: age === 15,
  })),
  { table: 'event_log', row: `(position, event_id) values (1, ${id(1)})`, goes: false },
  { table: 'event_redactions', row: `(event_id, requested_at) values (${id(1)}, ${years(20)})`, goes: false },
  { table: 'cursors', row: `(publisher, slots) values ('p', 65535)`, goes: false },
  {
    table: 'parked_events',
    row: `(publisher, position, slot, partition_key, type, message) values ('p', 1, 0, 'k', 't', '{}')`,
    goes: false,
  },
];

/** Of the contexts that have mutations. */
export const idempotencyRetentionCases: readonly RetentionCase[] = [
  idempotencyKey('old', days(8), true),
  idempotencyKey('young', days(6), false),
];
