import { deleteExpired, openDatabase, prune, type Database } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import {
  commonRetentionCases,
  idempotencyRetentionCases,
  itKeepsToItsRetentions,
  type RetentionCase,
  testServers,
  type TestServers,
} from '@oms/testing';
import { migrations } from './migrations';
import { retentions } from './retentions';

const ago = (days: number): string => `now() - interval '${days.toString()} days'`;
const id = (last: number): string => `'0192f0c1-7a10-7000-8000-${last.toString().padStart(12, '0')}'`;

const webhook = (
  eventId: string,
  { state, daysOld }: { state: string; daysOld: number },
  goes: boolean,
): RetentionCase => ({
  table: 'webhooks',
  row: `(provider, event_id, type, state, received_at) values ('stripe', '${eventId}', 't', '${state}', ${ago(daysOld)})`,
  goes,
});

/** A payment that was refunded, and all that belongs to it. */
const refunded = (place: number, at: string): readonly RetentionCase[] => [
  {
    table: 'payments',
    row: `(id, order_id, customer_id, status, order_given_up, amount_minor, currency, method_given, last_attempt,
      captured_minor, captured_currency, provider_reference, refunded_minor, sequence, version, created_at)
      values (${id(place)}, ${id(place)}, 'ada', 'Refunded', true, 1, 'USD', true, 1, 1, 'USD', 'pi', 1, 1, 1, ${at})`,
    goes: false,
  },
  {
    table: 'attempts',
    row: `(payment_id, attempt, order_id, state, amount_minor, currency, method_type, cause, settled_at)
      values (${id(place)}, 1, ${id(place)}, 'CAPTURED', 1, 'USD', 'CARD', '{}', ${at})`,
    goes: false,
  },
  {
    table: 'history',
    row: `(payment_id, type, data, cause, recorded_at) values (${id(place)}, 'PaymentCaptured', '{}', '{}', ${at})`,
    goes: false,
  },
  {
    table: 'refunds',
    row: `(id, payment_id, order_id, attempt, state, amount_minor, currency, provider_reference, cause, settled_at)
      values (${id(place)}, ${id(place)}, ${id(place)}, 1, 'SUCCEEDED', 1, 'USD', 'pi', '{}', ${at})`,
    goes: false,
  },
];

const cases: readonly RetentionCase[] = [
  ...refunded(1, ago(7_300)),
  ...refunded(2, 'now()'),
  webhook('received', { state: 'RECEIVED', daysOld: 7_300 }, false),
  webhook('handled-old', { state: 'HANDLED', daysOld: 31 }, true),
  webhook('handled-young', { state: 'HANDLED', daysOld: 29 }, false),
  webhook('parked-old', { state: 'PARKED', daysOld: 366 }, true),
  webhook('parked-young', { state: 'PARKED', daysOld: 364 }, false),
];

describe('what payments keeps', () => {
  let servers: TestServers<'payments'>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers(['payments']);
    const logger = createLogger({ name: 'payments', level: 'silent' });
    database = await openDatabase(servers.schemas.payments, { entities: [], migrations, logger });
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  itKeepsToItsRetentions('payments', () => ({
    ...servers.schemas.payments,
    cases: [...commonRetentionCases, ...idempotencyRetentionCases, ...cases],
    declared: retentions.map((retention) => ({ ...retention, statement: deleteExpired(retention) })),
    prune: async () => {
      for (const retention of retentions) await prune(database, retention);
    },
  }));
});
