import { openDatabase, type Database } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { type BigTable, expectBoundedReads, fillWithAMillion, testServers, type TestServers } from '@oms/testing';
import type { Id } from '@oms/kernel';
import type { NotificationFilter } from '../../application/ports/notification-views';
import { entities } from './entities';
import { migrations } from './migrations';
import { typeormNotificationViews } from './notification-views';

const idOf = (n: string): string => `('0192f0c1-7a10-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const idText = <Kind extends string>(n: number): Id<Kind> =>
  `0192f0c1-7a10-7000-8000-${n.toString(16).padStart(12, '0')}` as Id<Kind>;

/** What is rare is the oldest, so nothing that is looked for from the newest on, without an index for it, is found soon. */
const notifications: BigTable = {
  table: 'notifications',
  columns: `(id, event_id, order_id, customer_id, channel, kind, recipient, subject, body, status, cause, created_at)`,
  values: `${idOf('n')}, ${idOf('n')}, ${idOf('n / 2')}, 'ada', case when n <= 90 and n % 3 = 0 then 'SMS' else 'EMAIL' end,
    case when n <= 60 then 'REFUND_ISSUED' else 'ORDER_CONFIRMED' end, 'ada@example.com', 's', 'b',
    case when n <= 30 then 'FAILED' when n <= 45 then 'QUEUED' else 'SENT' end, '{}',
    timestamptz '2026-01-01' + make_interval(secs => n)`,
};

/** A million rows and their indexes, on a machine that does other things as well. */
const FILL_WITHIN_MS = 600_000;

describe('with a million notifications', () => {
  let servers: TestServers<'notifications'>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers(['notifications']);
    const logger = createLogger({ name: 'notifications', level: 'silent' });
    database = await openDatabase(servers.schemas.notifications, { entities, migrations, logger });
    await fillWithAMillion({ adminUrl: servers.adminUrl, schema: 'notifications' }, [notifications]);
  }, FILL_WITHIN_MS);

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  const isBounded = (read: () => Promise<unknown>): Promise<void> => {
    const tables = ['notifications'];
    return expectBoundedReads({ ...servers.schemas.notifications, dataSource: database.requests, tables }, read);
  };

  const filters: readonly NotificationFilter[] = [
    {},
    { status: ['FAILED'] },
    { status: ['SENT', 'QUEUED'] },
    { channel: 'SMS' },
    { channel: 'EMAIL', status: ['FAILED'] },
    { kind: 'REFUND_ISSUED' },
    { kind: 'ORDER_CONFIRMED', channel: 'SMS', status: ['QUEUED', 'SENT'] },
    { kind: 'UNKNOWN' },
    { orderId: idText(1) },
    { orderId: idText(400_000), kind: 'ORDER_CONFIRMED', channel: 'EMAIL', status: ['SENT'] },
  ];

  it.each(filters)('they are listed by an index: %j', (filter) =>
    isBounded(async () => {
      const views = typeormNotificationViews(database.requests);
      const { items } = await views.list(filter, { first: 20, after: undefined });
      const last = items.at(-1);
      if (last !== undefined) await views.list(filter, { first: 100, after: last.cursor });
    }),
  );

  it('they are found by their ids and by their orders', () =>
    isBounded(async () => {
      const views = typeormNotificationViews(database.requests);
      await views.find(idText(999_999));
      await views.ofOrders([idText(1), idText(2), idText(400_000)]);
    }));
});
