import { deleteExpired, openDatabase, prune, statedEnd, type Database } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import {
  commonRetentionCases,
  itKeepsToItsRetentions,
  type RetentionCase,
  testServers,
  type TestServers,
} from '@oms/testing';
import { entities } from './entities';
import { migrations } from './migrations';
import { retentions } from './retentions';

const ago = (days: number): string => `now() - interval '${days.toString()} days'`;
const id = (last: number): string => `'0192f0c1-7a10-7000-8000-${last.toString().padStart(12, '0')}'`;

const order = (last: number, placedAt: string): RetentionCase => ({
  table: 'orders',
  row: `(id, number, customer_id, source, status, lines, total_minor, currency, contact, shipping_address,
    payment_method_given, version, step, checkout, correlation_id, placed_at, updated_at)
    values (${id(last)}, '${last.toString()}', 'ada', 'API', 'PAID', '[]', 1, 'USD', '{}', '{}', true, 1, 'Completed',
    '{}', 'c', ${placedAt}, ${placedAt})`,
  goes: false,
});

const price = (sku: string): RetentionCase => ({
  table: 'price_book',
  row: `(sku, name, amount_minor, currency, active, sequence) values ('${sku}', 'Tea', 1, 'USD', false, 1)`,
  goes: false,
});

const received = (orderId: number, at: string, goes: boolean): RetentionCase => ({
  table: 'timeline',
  row: `(order_id, version, event, heard_at) values (${id(orderId)}, 1, '{}', ${at})`,
  goes,
});

const letter = (
  last: number,
  { status, settledAt }: { status: string; settledAt: string },
  goes: boolean,
): RetentionCase => ({
  table: 'dead_letter_list',
  row: `(id, consumer, subject, event, error, deliveries, status, sequence, failed_at, settled_at)
    values (${id(last)}, 'c', 's', '{}', 'e', 1, '${status}', 1, ${ago(7_300)}, ${settledAt})`,
  goes,
});

/** Order 1 is old and settled, order 2 old and not, order 3 young. */
const cases: readonly RetentionCase[] = [
  order(1, ago(7_300)),
  order(2, ago(7_300)),
  order(3, ago(1)),
  { table: 'deadlines', row: `(order_id, step, since) values (${id(2)}, 'Abandoned', ${ago(7_300)})`, goes: false },
  { table: 'deadlines', row: `(order_id, step) values (${id(3)}, 'TakingPayment')`, goes: false },
  price('OLD-TEA'),
  price('NEW-TEA'),
  received(1, ago(366), true),
  received(1, ago(364), false),
  received(2, ago(366), false),
  received(3, ago(1), false),
  letter(1, { status: 'OPEN', settledAt: 'null' }, false),
  letter(2, { status: 'RESOLVED', settledAt: ago(91) }, true),
  letter(3, { status: 'DISMISSED', settledAt: ago(91) }, true),
  letter(4, { status: 'RESOLVED', settledAt: ago(89) }, false),
];

describe('what orders keeps', () => {
  let servers: TestServers<'orders'>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers(['orders']);
    const logger = createLogger({ name: 'orders', level: 'silent' });
    database = await openDatabase(servers.schemas.orders, { entities, migrations, logger });
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  itKeepsToItsRetentions('orders', () => ({
    ...servers.schemas.orders,
    cases: [...commonRetentionCases, ...cases],
    declared: retentions.map((retention) => ({
      table: retention.table,
      end: statedEnd(retention),
      statement: deleteExpired(retention),
    })),
    prune: async () => {
      for (const retention of retentions) await prune(database, retention);
    },
  }));
});
