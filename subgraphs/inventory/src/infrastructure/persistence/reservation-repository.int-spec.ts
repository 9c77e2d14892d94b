import { newId, rowsOf } from '@oms/database';
import type { Origin } from '../../application/ports/products';
import { settleOrders } from '../../application/settle-orders';
import { addProduct } from '../../application/add-product';
import { itKeepsProducts } from '../../application/testing/products-contract';
import { itKeepsReservations } from '../../application/testing/reservations-contract';
import type { StoreUnderTest } from '../../application/testing/store-under-test';
import type { ReserveStock } from '../../domain/reservation/commands';
import { settle } from '../../domain/reservation/settlement';
import { openInventoryDatabase, type InventoryDatabase } from '../testing/inventory-database';
import { postgresProducts } from './postgres-products';
import { postgresStockViews } from './postgres-stock-views';

let inventory: InventoryDatabase;

beforeAll(async () => {
  inventory = await openInventoryDatabase();
});

afterAll(async () => {
  await inventory.close();
});

const olga: Origin = { caller: 'olga', correlationId: 'test', traceparent: undefined, idempotencyKey: undefined };

const listed = async (sku: string, onHand: number): Promise<string> => {
  const unitPrice = { amountMinor: 500n, currency: 'EUR' };
  const product = { sku, name: sku, unitPrice, onHand, reorderPoint: 0, reorderQuantity: 0 };
  await addProduct(postgresProducts(inventory.database))(product, olga);
  return sku;
};

const orderOf = (...lines: ReserveStock['lines']): ReserveStock => ({
  type: 'ReserveStock',
  orderId: newId(),
  customerId: 'ada',
  lines,
});

const levelOf = async (sku: string) => (await postgresStockViews(inventory.database).products([sku]))[0]?.stock;

describe('inventory in PostgreSQL', () => {
  const underTest = (): StoreUnderTest => ({
    products: postgresProducts(inventory.database),
    reservations: inventory.reservations,
    views: postgresStockViews(inventory.database),
    newOrderId: newId,
  });
  itKeepsProducts(underTest);
  itKeepsReservations(underTest);
});

describe('the database', () => {
  it('itself refuses to hold more than there is, and takes nothing of that batch', async () => {
    const [sku, order] = [await listed('DATABASE-REFUSES', 1), orderOf({ sku: 'DATABASE-REFUSES', quantity: 2 })];
    const overselling = inventory.reservations.settle([order], (commands, warehouse) =>
      settle(commands, { ...warehouse, levels: new Map([[sku, { onHand: 2, reserved: 0 }]]) }),
    );
    await expect(overselling).rejects.toThrow('never_oversold');
    expect(await levelOf(sku)).toMatchObject({ onHand: 1, reserved: 0 });
    expect(await postgresStockViews(inventory.database).reservations([order.orderId])).toEqual([]);
    expect(
      await rowsOf(inventory.database.requests, 'select 1 from events where order_id = $1', [order.orderId]),
    ).toEqual([]);
  });

  it('numbers the events of a product and of a reservation from 1, without a gap', async () => {
    const sku = await listed('NUMBERED', 5);
    const products = postgresProducts(inventory.database);
    await addProduct(products)(
      {
        sku,
        name: 'again',
        unitPrice: { amountMinor: 1n, currency: 'EUR' },
        onHand: 0,
        reorderPoint: 0,
        reorderQuantity: 0,
      },
      olga,
    );
    const order = orderOf({ sku, quantity: 1 });
    await inventory.reservations.settle([order], settle);
    await inventory.reservations.settle([{ type: 'ReleaseStock', orderId: order.orderId, customerId: 'ada' }], settle);
    const eventsOf = (id: string) =>
      rowsOf(
        inventory.database.requests,
        'select type, sequence from events where aggregate_id = $1 order by sequence',
        [id],
      );
    expect(await eventsOf(sku)).toEqual([{ type: 'inventory.product-added.v1', sequence: 1 }]);
    expect(await eventsOf(order.orderId)).toEqual([
      { type: 'inventory.stock-reserved.v1', sequence: 1 },
      { type: 'inventory.stock-released.v1', sequence: 2 },
    ]);
  });
});

describe('many customers at once', () => {
  it('buy exactly the 50 pieces there are, 200 of them in 20 batches', async () => {
    const sku = await listed('FIFTY', 50);
    const batches = Array.from({ length: 20 }, () => Array.from({ length: 10 }, () => orderOf({ sku, quantity: 1 })));
    const settlements = await Promise.all(batches.map(settleOrders(inventory.reservations)));
    const events = settlements.flatMap((settlement) => settlement.events.map(({ type }) => type));
    expect(events.filter((type) => type === 'StockReserved')).toHaveLength(50);
    expect(events.filter((type) => type === 'StockRejected')).toHaveLength(150);
    expect(await levelOf(sku)).toMatchObject({ onHand: 50, reserved: 50, available: 0, status: 'OUT_OF_STOCK' });
  });

  it('do not wait for each other in a circle when they name the same products in opposite order', async () => {
    const [tea, mug] = [await listed('CIRCLE-TEA', 1_000), await listed('CIRCLE-MUG', 1_000)];
    const orders = Array.from({ length: 100 }, (_, n) => {
      const lines = [
        { sku: tea, quantity: 1 },
        { sku: mug, quantity: 1 },
      ];
      return orderOf(...(n % 2 === 0 ? lines : lines.reverse()));
    });
    let decisions = 0;
    const settled = (order: ReserveStock): Promise<unknown> =>
      inventory.reservations.settle([order], (...asked) => {
        decisions += 1;
        return settle(...asked);
      });
    await Promise.all(orders.map(settled));
    // The victim of a deadlock would have been decided twice.
    expect(decisions).toBe(orders.length);
    expect(await levelOf(tea)).toMatchObject({ reserved: 100 });
    expect(await levelOf(mug)).toMatchObject({ reserved: 100 });
  });

  it('change nothing when all of it is heard again', async () => {
    const sku = await listed('HEARD-AGAIN', 5);
    const commands = Array.from({ length: 8 }, () => orderOf({ sku, quantity: 1 }));
    const given = commands
      .slice(0, 2)
      .map(({ orderId }) => ({ type: 'ReleaseStock' as const, orderId, customerId: 'ada' }));
    await inventory.reservations.settle([...commands, ...given], settle);
    const everything = (): Promise<unknown[]> =>
      rowsOf(
        inventory.database.requests,
        `select (select json_agg(r order by order_id) from reservations r) as reservations,
          (select json_agg(l order by sku) from stock_levels l) as levels,
          (select json_agg(m order by position) from stock_movements m) as movements,
          (select json_agg(e.id order by position) from events e) as events`,
      );
    const before = await everything();
    await inventory.reservations.settle([...commands, ...given], settle);
    expect(await everything()).toEqual(before);
  });
});
