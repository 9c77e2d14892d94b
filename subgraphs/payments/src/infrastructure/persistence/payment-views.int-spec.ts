import { type BigTable, expectBoundedReads, fillWithAMillion, testServers, type TestServers } from '@oms/testing';
import { type Database, encodeCursor, openDatabase } from '@oms/database';
import type { Id } from '@oms/kernel';
import { createLogger } from '@oms/telemetry';
import type { PaymentFilter } from '../../application/ports/payment-views';
import { entities } from './entities';
import { migrations } from './migrations';
import { typeormPaymentViews } from './payment-views';

/** The ids of payments and of their orders grow with their age. */
const idOf = (n: string): string => `('0192f0c1-7a10-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const idText = <Kind extends string>(n: number): Id<Kind> =>
  `0192f0c1-7a10-7000-8000-${n.toString(16).padStart(12, '0')}` as Id<Kind>;

/** The rare ones are the oldest; then come many that are not shown. */
const payments: BigTable = {
  table: 'payments',
  columns: `(id, order_id, customer_id, status, order_given_up, amount_minor, currency, method_given, last_attempt,
    sequence, version)`,
  values: `${idOf('n')}, ${idOf('n')}, 'ada', case when n <= 30 then 'Declined' when n <= 60 then 'Cancelled'
    when n <= 500000 then 'CancelledBeforeOpened' else 'Pending' end, false, 1, 'USD', true, 1, 1, 1`,
};

const attempts: BigTable = {
  table: 'attempts',
  columns: `(payment_id, attempt, order_id, state, amount_minor, currency, method_type, cause)`,
  values: `${idOf('n')}, 1, ${idOf('n')}, 'DECLINED', 1, 'USD', 'CARD', '{}'`,
};

const refunds: BigTable = {
  table: 'refunds',
  columns: `(id, payment_id, order_id, attempt, state, amount_minor, currency, provider_reference, cause)`,
  values: `${idOf('n')}, ${idOf('n')}, ${idOf('n')}, 1, 'SUCCEEDED', 1, 'USD', 'pi', '{}'`,
};

/** Three million rows and their indexes, on a machine under other load. */
const FILL_WITHIN_MS = 600_000;

describe('with a million payments', () => {
  let servers: TestServers<'payments'>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers(['payments']);
    const logger = createLogger({ name: 'payments', level: 'silent' });
    database = await openDatabase(servers.schemas.payments, { entities, migrations, logger });
    await fillWithAMillion({ adminUrl: servers.adminUrl, schema: 'payments' }, [payments, attempts, refunds]);
  }, FILL_WITHIN_MS);

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  const isBounded = (read: () => Promise<unknown>): Promise<void> => {
    const tables = ['payments', 'attempts', 'refunds'];
    return expectBoundedReads({ ...servers.schemas.payments, dataSource: database.requests, tables }, read);
  };

  const filters: readonly PaymentFilter[] = [
    {},
    { statuses: ['FAILED'] },
    { statuses: ['CANCELLED'] },
    { statuses: ['PENDING', 'REFUNDED', 'FAILED'] },
    { orderId: idText(1) },
    { statuses: ['FAILED'], orderId: idText(1) },
    { statuses: ['PENDING'], orderId: idText(700_000) },
  ];

  it.each(filters)('they are listed by an index: %j', (filter) =>
    isBounded(async () => {
      const views = typeormPaymentViews(database.requests);
      const { items } = await views.list(filter, { first: 20, after: undefined });
      await views.list(filter, {
        first: 100,
        after: items.at(-1)?.cursor ?? encodeCursor('payments', [idText(500_000)]),
      });
    }),
  );

  it('they are found by their ids and by their orders', () =>
    isBounded(async () => {
      const places = [1, 500_000, 999_999];
      const views = typeormPaymentViews(database.requests);
      await views.byIds(places.map((place) => idText(place)));
      await views.byOrderIds(places.map((place) => idText(place)));
      await views.customerOf(idText(500_000));
    }));
});
