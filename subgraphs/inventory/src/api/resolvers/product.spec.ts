import { ada, addProduct, codesOf, inventoryFixture, olga, tea } from '../../testing/inventory-fixture';

describe('the ledger of a product', () => {
  it('is for operators', async () => {
    const { execute, change } = inventoryFixture();
    await change(addProduct, { ...tea, onHand: 3 });
    const ledger = '{ product(sku: "TEA") { stockMovements { nodes { kind onHandDelta reservedDelta } } } }';
    expect((await execute(ledger, {}, olga)).data).toEqual({
      product: { stockMovements: { nodes: [{ kind: 'INITIAL', onHandDelta: 3, reservedDelta: 0 }] } },
    });
    expect(codesOf(await execute(ledger, {}, ada))).toEqual(['FORBIDDEN']);
  });
});
