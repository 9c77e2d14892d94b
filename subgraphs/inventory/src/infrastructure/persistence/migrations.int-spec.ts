import { openDatabase } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { testServers } from '@oms/testing';
import { entities } from './entities';
import { migrations } from './migrations';
import { typeormProductViews } from './product-views';

const logger = createLogger({ name: 'inventory', level: 'silent' });

const listed = `
with product as (
  insert into products (sku, name, unit_price_minor, currency, active, reorder_point, reorder_quantity, version)
  values ('LOW', 'Tea', 1, 'USD', true, 3, 0, 1), ('IN', 'Tea', 1, 'USD', true, 1, 0, 1), ('OUT', 'Tea', 1, 'USD', true, 1, 0, 1)
  returning sku
)
insert into stock_levels (sku, on_hand, reserved) select sku, 5, case sku when 'OUT' then 5 else 2 end from product`;

describe('a schema of inventory that has products', () => {
  it('keeps their reorder points and their stock status when it is brought up to date', async () => {
    const servers = await testServers(['inventory']);
    const [first] = migrations;
    if (first === undefined) throw new Error('There is no migration.');
    const before = await openDatabase(servers.schemas.inventory, { entities: [], migrations: [first], logger });
    await before.requests.query(listed);
    await before.close();
    const after = await openDatabase(servers.schemas.inventory, { entities, migrations, logger });
    const { items } = await typeormProductViews(after).productPage({}, { first: 10, after: undefined });
    expect(items.map(({ node: { sku, stock } }) => [sku, stock.status, stock.reorderPoint])).toEqual([
      ['IN', 'IN_STOCK', 1],
      ['LOW', 'LOW_STOCK', 3],
      ['OUT', 'OUT_OF_STOCK', 1],
    ]);
    await after.close();
    await servers.drop();
  });
});
