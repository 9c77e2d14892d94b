import type { Id } from '@oms/kernel';
import { decideBatch } from '../../domain/reservation/reservation-batch';
import { addProduct, replenishStock, updateProduct } from '../commands/change-product';
import { inMemoryInventory } from '../testing/in-memory-inventory';
import { price, requestBy, requestsOf, reserve } from '../testing/repositories-under-test';
import { watchStock } from './watch-stock';

const noon = Date.parse('2026-11-21T12:00:00.000Z');
const olga = requestBy('olga');

const stockOf = async (...skus: readonly string[]) => {
  const { products, productViews, reservations, stockFeed } = inMemoryInventory(noon);
  const product = { unitPrice: price, onHand: 5, reorderPoint: 0, reorderQuantity: 0 };
  for (const sku of skus) await addProduct(products)({ ...product, sku, name: sku }, olga);
  return {
    stockFeed,
    productViews,
    watch: watchStock(productViews, stockFeed),
    replenish: (sku: string, quantity: number) => replenishStock(products)({ sku, quantity }, olga),
    reserve: (order: string, sku: string) =>
      reservations.changeAll(requestsOf([reserve(order as Id<'Order'>, { sku, quantity: 1 })]), decideBatch),
    update: (sku: string, changes: object) => updateProduct(products)({ sku, ...changes }, olga),
  };
};

describe('a subscriber to the stock of a product', () => {
  it('gets its stock as it is, then each change', async () => {
    const { watch, replenish, reserve: reserveOne } = await stockOf('TEA');
    const stock = watch('TEA');
    expect(await stock.next()).toMatchObject({ value: { sku: 'TEA', stock: { onHand: 5 } } });
    await replenish('TEA', 2);
    expect(await stock.next()).toMatchObject({ value: { stock: { onHand: 7, reserved: 0 } } });
    const change = stock.next();
    await reserveOne('first', 'TEA');
    expect(await change).toMatchObject({ value: { stock: { onHand: 7, reserved: 1 } } });
  });

  it('gets nothing of other products, nor of changes that leave the stock as it was', async () => {
    const { watch, replenish, update } = await stockOf('TEA', 'MUG');
    const stock = watch('TEA');
    await stock.next();
    await replenish('MUG', 1);
    await update('TEA', { name: 'Sencha' });
    await replenish('TEA', 1);
    expect(await stock.next()).toMatchObject({ value: { sku: 'TEA', name: 'Sencha', stock: { onHand: 6 } } });
  });

  it.each([{ reorderPoint: 3 }, { reorderQuantity: 10 }])('gets a change of %j', async (change) => {
    const { watch, update } = await stockOf('TEA');
    const stock = watch('TEA');
    await stock.next();
    await update('TEA', change);
    expect(await stock.next()).toMatchObject({ value: { stock: change } });
  });

  it('gets several changes that it has not read as one', async () => {
    const { watch, replenish } = await stockOf('TEA');
    const stock = watch('TEA');
    await stock.next();
    await replenish('TEA', 1);
    await replenish('TEA', 1);
    expect(await stock.next()).toMatchObject({ value: { stock: { onHand: 7 } } });
    const next = stock.next();
    await replenish('TEA', 1);
    expect(await next).toMatchObject({ value: { stock: { onHand: 8 } } });
  });

  it('gets the present stock after a gap in the feed', async () => {
    const { watch, stockFeed, replenish } = await stockOf('TEA', 'MUG');
    const stock = watch('TEA');
    await stock.next();
    const next = stock.next();
    await stockFeed.disconnectedDuring(() => Promise.all([replenish('TEA', 3), replenish('MUG', 1)]));
    expect(await next).toMatchObject({ value: { sku: 'TEA', stock: { onHand: 8 } } });
  });

  it('may unsubscribe while nothing changes, which ends its subscription to the feed', async () => {
    const { watch, stockFeed } = await stockOf('TEA');
    const stock = watch('TEA');
    await stock.next();
    expect(stockFeed.subscribers()).toBe(1);
    const waiting = stock.next();
    await stock.return?.();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(stockFeed.subscribers()).toBe(0);
  });

  it('is unsubscribed from the feed when a read fails', async () => {
    const { stockFeed, productViews } = await stockOf('TEA');
    const products = () => Promise.reject(new Error('connection lost'));
    const stock = watchStock({ ...productViews, products }, stockFeed)('TEA');
    await expect(stock.next()).rejects.toThrow('connection lost');
    expect(stockFeed.subscribers()).toBe(0);
  });
});

describe('a subscriber to the stock of all products', () => {
  it('gets each as it is, then each that changes', async () => {
    const { watch, replenish } = await stockOf('TEA', 'MUG');
    const stock = watch(undefined);
    expect(await stock.next()).toMatchObject({ value: { sku: 'MUG' } });
    expect(await stock.next()).toMatchObject({ value: { sku: 'TEA' } });
    await replenish('MUG', 1);
    expect(await stock.next()).toMatchObject({ value: { sku: 'MUG', stock: { onHand: 6 } } });
  });

  it('gets all that changed during a gap in the feed', async () => {
    const { watch, replenish, stockFeed } = await stockOf('TEA', 'MUG', 'POT');
    const stock = watch(undefined);
    for (let read = 0; read < 3; read += 1) await stock.next();
    const next = stock.next();
    await stockFeed.disconnectedDuring(() => Promise.all([replenish('TEA', 3), replenish('MUG', 1)]));
    expect(await next).toMatchObject({ value: { sku: 'MUG', stock: { onHand: 6 } } });
    expect(await stock.next()).toMatchObject({ value: { sku: 'TEA', stock: { onHand: 8 } } });
  });

  it('gets each of more products than one page has', async () => {
    const skus = Array.from({ length: 205 }, (_, n) => `P${n.toString().padStart(3, '0')}`);
    const { watch, stockFeed, replenish } = await stockOf(...skus);
    const stock = watch(undefined);
    const read = async (): Promise<readonly unknown[]> => {
      const seen: unknown[] = [];
      while (seen.length < skus.length) seen.push(((await stock.next()).value as { sku: string } | undefined)?.sku);
      return seen;
    };
    expect(await read()).toEqual(skus);
    for (const sku of skus) await replenish(sku, 1);
    expect(await read()).toEqual(skus);
    expect(stockFeed.subscribers()).toBe(1);
  });
});
