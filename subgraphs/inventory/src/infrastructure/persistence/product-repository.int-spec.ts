import { rowsOf } from '@oms/database';
import { add, price, replenish, requestBy, useOf } from '../../application/testing/repositories-under-test';
import { itKeepsProducts } from '../../application/testing/product-repository-contract';
import { openInventoryDatabase, type InventoryDatabase } from '../../testing/inventory-database';

let inventory: InventoryDatabase;

beforeAll(async () => {
  inventory = await openInventoryDatabase();
});

afterAll(async () => {
  await inventory.close();
});

const { change } = useOf(() => inventory);

describe('the product repository of PostgreSQL', () => {
  itKeepsProducts(() => inventory);

  it('gives the events of a product the sequences 1, 2, 3 …, and none to a refusal', async () => {
    await change(add('NUMBERED', 5));
    await change(add('NUMBERED', 6));
    await change(replenish('NUMBERED', 1));
    const statement = 'select type, sequence from events where aggregate_id = $1 order by sequence';
    expect(await rowsOf(inventory.database.requests, statement, ['NUMBERED'])).toEqual([
      { type: 'inventory.product-added.v1', sequence: 1 },
      { type: 'inventory.stock-replenished.v1', sequence: 2 },
    ]);
  });
});

/** As it is stored since the first version; a row is read for seven days, also by an instance of another version. */
const storedBefore = {
  kind: 'changed',
  product: {
    sku: 'STORED',
    name: 'Tea STORED',
    active: true,
    unitPrice: { amountMinor: '1250', currency: 'EUR' },
    stock: {
      onHand: 6,
      reserved: 0,
      available: 6,
      status: 'IN_STOCK',
      reorderPoint: 2,
      reorderQuantity: 10,
      updatedAt: '2026-11-21T12:00:00.000Z',
    },
  },
};

describe('an outcome that is stored with an idempotency key', () => {
  const request = requestBy('olga', 'stored');
  const stored = async (): Promise<unknown> =>
    (
      await rowsOf<{ answer: unknown }>(
        inventory.database.requests,
        `select answer from idempotency where key = 'stored'`,
      )
    )[0]?.answer;

  it('has the form that earlier versions store and read', async () => {
    await change(add('STORED', 1));
    const outcome = await change(replenish('STORED', 5), request);
    if (outcome.kind !== 'Succeeded') throw new Error(`The outcome is ${outcome.kind}.`);
    const updatedAt = new Date(outcome.value.stock.updatedAt).toISOString();
    const { product } = storedBefore;
    expect(await stored()).toEqual({
      ...storedBefore,
      product: { ...product, stock: { ...product.stock, updatedAt } },
    });
  });

  it('is given again as it was', async () => {
    await rowsOf(inventory.database.requests, `update idempotency set answer = $1 where key = 'stored'`, [
      JSON.stringify(storedBefore),
    ]);
    const { product } = storedBefore;
    expect(await change(replenish('STORED', 5), request)).toEqual({
      kind: 'Succeeded',
      value: {
        ...product,
        unitPrice: price,
        stock: { ...product.stock, updatedAt: Date.parse('2026-11-21T12:00:00.000Z') },
      },
    });
  });
});
