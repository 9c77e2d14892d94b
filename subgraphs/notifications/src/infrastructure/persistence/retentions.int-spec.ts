import { deleteExpired, openDatabase, prune, type Database } from '@oms/database';
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

const known = (last: number, at: string, goes: boolean): RetentionCase => ({
  table: 'known_orders',
  row: `(order_id, customer_id, number, total_minor, currency, known_at)
    values (${id(last)}, 'ada', 'A-1', 1, 'USD', ${at})`,
  goes,
});

const notification = (last: number, { status, at }: { status: string; at: string }, goes: boolean): RetentionCase => ({
  table: 'notifications',
  row: `(id, event_id, channel, kind, recipient, body, status, cause, created_at)
    values (${id(last)}, ${id(last)}, 'EMAIL', 'ORDER_CONFIRMED', 'ada@example.com', 'b', '${status}', '{}', ${at})`,
  goes,
});

const cases: readonly RetentionCase[] = [
  known(1, ago(731), true),
  known(2, ago(729), false),
  notification(1, { status: 'SENT', at: ago(731) }, true),
  notification(2, { status: 'FAILED', at: ago(731) }, true),
  notification(3, { status: 'QUEUED', at: ago(731) }, false),
  notification(4, { status: 'SENT', at: ago(729) }, false),
];

describe('what notifications keeps', () => {
  let servers: TestServers<'notifications'>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers(['notifications']);
    const logger = createLogger({ name: 'notifications', level: 'silent' });
    database = await openDatabase(servers.schemas.notifications, { entities, migrations, logger });
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  itKeepsToItsRetentions('notifications', () => ({
    ...servers.schemas.notifications,
    cases: [...commonRetentionCases, ...cases],
    declared: retentions.map((retention) => ({ ...retention, statement: deleteExpired(retention) })),
    prune: async () => {
      for (const retention of retentions) await prune(database, retention);
    },
  }));
});
