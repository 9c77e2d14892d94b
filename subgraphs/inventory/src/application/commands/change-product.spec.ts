import { inventoryApplication } from '..';
import { inMemoryInventory } from '../testing/in-memory-inventory';
import { price, requestBy } from '../testing/repositories-under-test';

const noon = Date.parse('2026-11-21T12:00:00.000Z');
const olga = requestBy('olga');
const tea = { sku: 'TEA', name: 'Tea', unitPrice: price, reorderPoint: 2, reorderQuantity: 10 };

const listed = async () => {
  const { commands, queries } = inventoryApplication(inMemoryInventory(noon));
  await commands.addProduct({ ...tea, onHand: 5 }, olga);
  return { commands, queries };
};

describe('a product of the catalogue', () => {
  it('is added with its first stock', async () => {
    const { queries } = await listed();
    expect(await queries.getProducts(['TEA', 'GHOST'])).toMatchObject([{ name: 'Tea', stock: { onHand: 5 } }]);
  });

  it('is updated', async () => {
    const { commands } = await listed();
    expect(await commands.updateProduct({ sku: 'TEA', name: 'Sencha' }, olga)).toMatchObject({
      kind: 'Succeeded',
      value: { name: 'Sencha', stock: { onHand: 5 } },
    });
  });

  it('is replenished and adjusted, which its ledger has', async () => {
    const { commands, queries } = await listed();
    expect(await commands.replenishStock({ sku: 'TEA', quantity: 3 }, olga)).toMatchObject({
      value: { stock: { onHand: 8 } },
    });
    expect(await commands.adjustStock({ sku: 'TEA', delta: -1, reason: 'broken' }, olga)).toMatchObject({
      value: { stock: { onHand: 7 } },
    });
    const { items } = await queries.listStockMovements('TEA', { first: 2, after: undefined });
    expect(items.map(({ node }) => node.kind)).toEqual(['ADJUSTED', 'REPLENISHED']);
  });

  it('is refused when it is not listed', async () => {
    const { commands } = await listed();
    expect(await commands.replenishStock({ sku: 'GHOST', quantity: 3 }, olga)).toEqual({
      kind: 'Refused',
      refusal: { code: 'PRODUCT_NOT_LISTED' },
    });
  });

  it('is found by the conditions of a list', async () => {
    const { commands, queries } = await listed();
    await commands.addProduct({ ...tea, sku: 'MUG', name: 'Mug', onHand: 0 }, olga);
    const skusOf = async (filter: Parameters<typeof queries.listProducts>[0]) =>
      (await queries.listProducts(filter, { first: 10, after: undefined })).items.map(({ node }) => node.sku);
    expect(await skusOf({})).toEqual(['MUG', 'TEA']);
    expect(await skusOf({ status: ['OUT_OF_STOCK'] })).toEqual(['MUG']);
  });
});
