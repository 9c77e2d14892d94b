import type { Database } from '@oms/database';
import { type BigTable, expectBoundedReads, fillWithAMillion, type TestServers } from '@oms/testing';
import type { DeadLetterFilter } from '../../application/ports/dead-letter-repository';
import type { OrderFilter } from '../../application/ports/order-views';
import type { Id } from '@oms/kernel';
import type { CustomerId } from '../../domain/order/values';
import { openOrdersDatabase, type OrdersDatabase } from '../../testing/orders-database';
import { typeormDeadLetterViews } from './dead-letter-views';
import { typeormOrderViews } from './order-views';

/** Id and time grow together, one second and one row at a time; the last is row a million. */
const idOf = (n: string): string => `('0192f0c1-7a10-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const timeOf = (n: string): string => `timestamptz '2026-01-01' + make_interval(secs => ${n})`;
const instantOf = (n: number): number => Date.parse('2026-01-01T00:00:00Z') + n * 1_000;
const idText = (n: number): Id<'Order'> => `0192f0c1-7a10-7000-8000-${n.toString(16).padStart(12, '0')}` as Id<'Order'>;

/**
 * What is rare is the oldest. One customer has the older half; everybody else has ten each, one after the other. So nothing
 * that is looked for from the newest on, without an index for it, is found soon.
 */
const orders: BigTable = {
  table: 'orders',
  columns: `(id, number, customer_id, source, status, lines, total_minor, currency, contact, shipping_address,
    payment_method_given, failure, version, step, checkout, correlation_id, placed_at, updated_at)`,
  values: `${idOf('n')}, lpad(n::text, 7, '0'), case when n <= 30 then 'rare' when n <= 500000 then 'busy' else 'customer-' || (n / 10) end,
    case when n % 3 = 0 and n <= 90 then 'BATCH' else 'API' end,
    case when n <= 50 then 'FAILED' when n <= 100 then 'PENDING' else 'DELIVERED' end,
    '[{"sku":"T","name":"T","quantity":1,"unitMinor":"1"}]', 1, 'USD', '{}', '{}', true,
    case when n <= 50 then jsonb '{"code":"X"}' end, 1, 'Completed', '{"step":"Completed"}', 'c',
    ${timeOf('n')}, ${timeOf('n')}`,
};

const letters: BigTable = {
  table: 'dead_letter_list',
  columns: '(id, consumer, subject, event, error, deliveries, status, sequence, failed_at)',
  values: `${idOf('n')}, case when n <= 30 then 'payments.orders' else 'orders.payments' end, 's', '{}', 'e', 1,
    case when n <= 50 then 'OPEN' when n <= 100 then 'DISMISSED' else 'RESOLVED' end, 1, ${timeOf('n')}`,
};

const paid = {
  orderId: idText(1),
  customerId: 'ada',
  number: 'A-1',
  total: { amountMinor: '1', currency: 'USD' },
};

const events: BigTable = {
  table: 'events',
  columns: `(id, type, aggregate_type, aggregate_id, sequence, order_id, correlation_id, schema_version, data, occurred_at)`,
  values: `${idOf('n')}, 'orders.order-paid.v1', 'Order', ${idOf('n / 4')}::text, 1 + n % 4, ${idOf('n / 4')}, 'c', 1,
    '${JSON.stringify(paid)}', ${timeOf('n')}`,
};

const timeline: BigTable = {
  table: 'timeline',
  columns: '(order_id, version, event)',
  values: `${idOf('n / 4')}, 1, '{}'`,
};

/** Four million rows and their indexes, on a machine that does other things as well. */
const FILL_WITHIN_MS = 600_000;

describe('with a million rows', () => {
  let opened: OrdersDatabase;
  let servers: TestServers<'orders'>;
  let database: Database;

  beforeAll(async () => {
    opened = await openOrdersDatabase();
    ({ servers, database } = opened);
    const { adminUrl } = servers;
    await fillWithAMillion({ adminUrl, schema: 'orders' }, [orders, letters, events, timeline]);
  }, FILL_WITHIN_MS);

  afterAll(() => opened.close());

  const isBounded = (read: () => Promise<unknown>): Promise<void> => {
    const tables = ['orders', 'dead_letter_list', 'events', 'timeline'];
    return expectBoundedReads({ ...servers.schemas.orders, dataSource: database.requests, tables }, read);
  };

  const rare = 'rare' as CustomerId;
  const busy = 'busy' as CustomerId;
  const conditions: readonly OrderFilter[] = [
    {},
    { status: ['FAILED'] },
    { status: ['DELIVERED'] },
    { status: ['PENDING', 'FAILED', 'SHIPPED'] },
    { source: 'BATCH' },
    { source: 'API', status: ['FAILED'] },
  ];
  const ranges: readonly OrderFilter[] = [
    {},
    { placedAfter: instantOf(999_990) },
    { placedBefore: instantOf(60) },
    { placedAfter: instantOf(499_000), placedBefore: instantOf(501_000) },
  ];
  const filters = [undefined, rare, busy].flatMap((customerId) =>
    conditions.flatMap((condition) => ranges.map((range) => ({ customerId, ...condition, ...range }))),
  );

  it.each(filters)('orders are listed by an index: %j', (filter) =>
    isBounded(async () => {
      const views = typeormOrderViews(database);
      const page = await views.list(filter, { first: 20, after: undefined });
      const last = page.items.at(-1);
      if (last !== undefined) await views.list(filter, { first: 20, after: last.cursor });
    }),
  );

  it('a page that begins far back, before another end than its cursor, is read by an index', async () => {
    const views = typeormOrderViews(database);
    const [newest] = (await views.list({}, { first: 1, after: undefined })).items;
    await isBounded(() => views.list({ placedBefore: instantOf(60) }, { first: 20, after: newest?.cursor }));
    await isBounded(() => views.list({ placedBefore: instantOf(60) }, { first: 100, after: newest?.cursor }));
  });

  const letterFilters: readonly DeadLetterFilter[] = [
    {},
    { status: ['OPEN'] },
    { status: ['OPEN', 'DISMISSED'] },
    { consumer: 'payments.orders' },
    { consumer: 'orders.payments', status: ['OPEN'] },
    { consumer: 'no.consumer' },
  ];

  it.each(letterFilters)('dead letters are listed by an index: %j', (filter) =>
    isBounded(async () => {
      const views = typeormDeadLetterViews(database);
      const page = await views.list(filter, { first: 20, after: undefined });
      const last = page.items.at(-1);
      if (last !== undefined) await views.list(filter, { first: 20, after: last.cursor });
    }),
  );

  it.each<[string, () => Promise<unknown>]>([
    ['orders by their ids', () => typeormOrderViews(database).find([idText(1), idText(999_999)])],
    ['timelines', () => typeormOrderViews(database).timelines([idText(1), idText(2), idText(200_000)])],
    ['histories', () => typeormOrderViews(database).histories([idText(1), idText(2), idText(200_000)])],
    ['whether a customer has orders', () => typeormOrderViews(database).hasOrders(busy)],
    ['changes since a moment', () => typeormOrderViews(database).changesSince({ after: idText(999_000) }, 200)],
  ])('%s are read by an index', (_what, read) => isBounded(read));
});
