import { openDatabase, type Database } from '@oms/database';
import type { Id } from '@oms/kernel';
import { createLogger } from '@oms/telemetry';
import { type BigTable, expectBoundedReads, fillWithAMillion, testServers, type TestServers } from '@oms/testing';
import type { ProductFilter } from '../../application/ports/product-views';
import { entities } from './entities';
import { migrations } from './migrations';
import { typeormProductViews } from './product-views';
import { typeormReservationViews } from './reservation-views';

const idOf = (n: string): string => `('0192f0c1-7a10-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const idText = (n: number) => `0192f0c1-7a10-7000-8000-${n.toString(16).padStart(12, '0')}` as Id<'Order'>;
const skuOf = (n: string): string => `lpad(to_hex(${n}), 5, '0')`;
const skuText = (n: number): string => n.toString(16).padStart(5, '0');

/** What means something to SQL or to a text search query; as a literal of SQL. */
const ODD_NAME = `It''s \\ 100% & more | (less):*`;

/** In the order of the SKUs, what is rare is the last. */
const products: BigTable = {
  table: 'products',
  columns: '(sku, name, unit_price_minor, currency, active, reorder_quantity, version)',
  values: `${skuOf('n')}, case when n = 1000000 then '${ODD_NAME}' when n > 999950 then 'Zen' else 'Tea' end, 1, 'USD', true, 1, 1`,
};

const levels: BigTable = {
  table: 'stock_levels',
  columns: '(sku, on_hand, reserved, reorder_point)',
  values: `${skuOf('n')}, 5, case when n > 999970 then 5 when n > 999940 then 4 else 0 end, 1`,
};

const reservations: BigTable = {
  table: 'reservations',
  columns: '(order_id, customer_id, status, version)',
  values: `${idOf('n')}, 'ada', 'HELD', 1`,
};

const lines: BigTable = {
  table: 'reservation_lines',
  columns: '(order_id, sku, quantity)',
  values: `${idOf('n')}, ${skuOf('n')}, 1`,
};

/** Half of them of one product. */
const movements: BigTable = {
  table: 'stock_movements',
  columns: '(id, sku, kind, on_hand_delta, reserved_delta)',
  values: `${idOf('n')}, case when n <= 500000 then '00001' else ${skuOf('n')} end, 'RESERVED', 0, 1`,
};

/** A search looks at a thousand products of each status, each by way of an index of four levels. */
const PAGES_MAX = 15_000;
/** Five million rows and their indexes, on a machine that does other things as well. */
const FILL_WITHIN_MS = 600_000;

describe('with a million rows', () => {
  let servers: TestServers<'inventory'>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers(['inventory']);
    const logger = createLogger({ name: 'inventory', level: 'silent' });
    database = await openDatabase(servers.schemas.inventory, { entities, migrations, logger });
    const tables = [products, levels, reservations, lines, movements];
    await fillWithAMillion({ adminUrl: servers.adminUrl, schema: 'inventory' }, tables);
  }, FILL_WITHIN_MS);

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  const isBounded = (read: () => Promise<unknown>): Promise<void> => {
    const tables = ['products', 'stock_levels', 'reservations', 'reservation_lines', 'stock_movements'];
    const { requests: dataSource } = database;
    return expectBoundedReads({ ...servers.schemas.inventory, dataSource, tables, pagesMax: PAGES_MAX }, read);
  };

  const skusOf = async (filter: ProductFilter): Promise<readonly string[]> =>
    (await typeormProductViews(database).productPage(filter, { first: 100, after: undefined })).items.map(
      ({ node }) => node.sku,
    );

  const filters: readonly ProductFilter[] = [
    {},
    { status: ['OUT_OF_STOCK'] },
    { status: ['LOW_STOCK', 'IN_STOCK'] },
    { search: 'tea' },
    { search: 'ZEN' },
    { search: 'ze' },
    { search: 'z' },
    { search: 'nothing has this' },
    { search: 'F423F' },
    { search: 'ze', status: ['OUT_OF_STOCK'] },
    { search: 'tea', status: ['OUT_OF_STOCK'] },
    { search: 'zen', status: ['IN_STOCK'] },
    { skus: [skuText(1), skuText(999_999)] },
    { skus: [skuText(1), skuText(999_999)], search: 'zen', status: ['OUT_OF_STOCK'] },
  ];

  it.each(filters)('products are listed by an index: %j', (filter) =>
    isBounded(async () => {
      const views = typeormProductViews(database);
      const page = await views.productPage(filter, { first: 20, after: undefined });
      const last = page.items.at(-1);
      if (last !== undefined) await views.productPage(filter, { first: 100, after: last.cursor });
    }),
  );

  it('what is rare is found all the same, and no more than it', async () => {
    const zen = Array.from({ length: 49 }, (_, index) => skuText(999_951 + index));
    expect(await skusOf({ search: 'ZEN' })).toEqual(zen);
    expect(await skusOf({ search: 'z' })).toEqual(zen);
    expect(await skusOf({ search: 'ze', status: ['OUT_OF_STOCK'] })).toEqual(zen.slice(20));
    expect(await skusOf({ search: 'ze', status: ['OUT_OF_STOCK', 'LOW_STOCK'] })).toEqual(zen);
    expect(await skusOf({ search: 'f423f' })).toEqual([skuText(999_999)]);
    expect(await skusOf({ search: 'tea', status: ['OUT_OF_STOCK'] })).toEqual([]);
  });

  it.each(["t's", "'S \\", '\\', '100%', '& more |', '(less):*', ':', '  '])(
    '%j is searched for as it is',
    async (search) => {
      expect(await skusOf({ search })).toEqual(search === '  ' ? [] : [skuText(1_000_000)]);
    },
  );

  it.each<[string, () => Promise<unknown>]>([
    ['products by SKU', () => typeormProductViews(database).products([skuText(1), skuText(999_999)])],
    ['reservations of orders', () => typeormReservationViews(database).reservations([idText(1), idText(999_999)])],
  ])('%s are read by an index', (_what, read) => isBounded(read));

  it('movements of a product that has very many are listed by an index', () =>
    isBounded(async () => {
      const views = typeormProductViews(database);
      const page = await views.movementPage(skuText(1), { first: 20, after: undefined });
      await views.movementPage(skuText(1), { first: 100, after: page.items.at(-1)?.cursor });
    }));
});
