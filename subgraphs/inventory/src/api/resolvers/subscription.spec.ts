import { addProduct, anonymous, codesOf, inventoryFixture, replenishStock, tea } from '../../testing/inventory-fixture';

describe('stockChanged', () => {
  it.each([{ sku: 'TEA' }, {}])('sends the stock as it is, then each change, for %j', async ({ sku }) => {
    const { change, watch } = inventoryFixture();
    await change(addProduct, { ...tea, onHand: 3 });
    const stock = await watch(anonymous, sku);
    if (!(Symbol.asyncIterator in stock)) throw new Error(JSON.stringify(stock));
    const eventOf = (onHand: number) => ({ value: { data: { stockChanged: { stock: { onHand } } } } });
    expect(await stock.next()).toMatchObject(eventOf(3));
    await change(replenishStock, { sku: 'TEA', quantity: 4 });
    expect(await stock.next()).toMatchObject(eventOf(7));
    await stock.return();
  });

  it('of a product that is not listed is NOT_FOUND', async () => {
    const result = await inventoryFixture().watch(anonymous, 'GHOST');
    if (Symbol.asyncIterator in result) throw new Error('It subscribed to a product that is not listed.');
    expect(codesOf(result)).toEqual(['NOT_FOUND']);
  });
});
