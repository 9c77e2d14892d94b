import { addProduct } from './add-product';
import { replenishStock } from './replenish-stock';
import { settleOrders } from './settle-orders';
import { updateProduct } from './update-product';
import { InMemoryInventory } from './testing/in-memory-inventory';
import { watchStock } from './watch-stock';

const noon = new Date('2026-11-21T12:00:00.000Z');

const olga = { caller: 'olga', correlationId: 'test', traceparent: undefined, idempotencyKey: undefined };

const shop = async (...skus: readonly string[]) => {
  const inventory = new InMemoryInventory(noon);
  const unitPrice = { amountMinor: 500n, currency: 'EUR' };
  for (const sku of skus)
    await addProduct(inventory)({ sku, name: sku, unitPrice, onHand: 5, reorderPoint: 0, reorderQuantity: 0 }, olga);
  return {
    inventory,
    watch: watchStock(inventory, inventory),
    replenish: (sku: string, quantity: number) => replenishStock(inventory)({ sku, quantity }, olga),
    reserve: (orderId: string, sku: string) =>
      settleOrders(inventory)([{ type: 'ReserveStock', orderId, customerId: 'ada', lines: [{ sku, quantity: 1 }] }]),
    rename: (sku: string, name: string) => updateProduct(inventory)({ sku, name }, olga),
  };
};

describe('who watches a product', () => {
  it('sees its stock as it is, then each change', async () => {
    const { watch, replenish, reserve } = await shop('TEA');
    const seen = watch('TEA');
    expect(await seen.next()).toMatchObject({ value: { sku: 'TEA', stock: { onHand: 5 } } });
    await replenish('TEA', 2);
    expect(await seen.next()).toMatchObject({ value: { stock: { onHand: 7, reserved: 0 } } });
    const change = seen.next();
    await reserve('first', 'TEA');
    expect(await change).toMatchObject({ value: { stock: { onHand: 7, reserved: 1 } } });
  });

  it('sees nothing of other products, nor of changes that leave the stock as it was', async () => {
    const { watch, replenish, rename } = await shop('TEA', 'MUG');
    const seen = watch('TEA');
    await seen.next();
    await replenish('MUG', 1);
    await rename('TEA', 'Sencha');
    await replenish('TEA', 1);
    expect(await seen.next()).toMatchObject({ value: { sku: 'TEA', name: 'Sencha', stock: { onHand: 6 } } });
  });

  it('sees the present stock after a gap in the feed', async () => {
    const { watch, inventory, replenish } = await shop('TEA');
    const seen = watch('TEA');
    await seen.next();
    const next = seen.next();
    await inventory.whileFeedIsAway(() => replenish('TEA', 3));
    expect(await next).toMatchObject({ value: { stock: { onHand: 8 } } });
  });

  it('may stop while nothing changes, and nobody listens any more', async () => {
    const { watch, inventory } = await shop('TEA');
    const seen = watch('TEA');
    await seen.next();
    const waiting = seen.next();
    await seen.return?.();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(inventory.watchers).toBe(0);
  });
});

describe('who watches all products', () => {
  it('sees each as it is, then each that changes', async () => {
    const { watch, replenish } = await shop('TEA', 'MUG');
    const seen = watch(undefined);
    expect(await seen.next()).toMatchObject({ value: { sku: 'MUG' } });
    expect(await seen.next()).toMatchObject({ value: { sku: 'TEA' } });
    await replenish('MUG', 1);
    expect(await seen.next()).toMatchObject({ value: { sku: 'MUG', stock: { onHand: 6 } } });
  });
});
