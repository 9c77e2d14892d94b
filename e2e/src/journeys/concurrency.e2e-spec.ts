import { eventually } from '@oms/testing';
import { sharedFixture } from '../harness/shared-fixture';

const ORDERS = 200;
const UNITS = 50;

const { customer, provider, addProduct, getStock } = sharedFixture();

const outcomesOf = async (ids: readonly string[]): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const id of ids) {
    const order = await customer.getOrder(id);
    const outcome = order?.failure?.code ?? order?.status ?? 'NONE';
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
};

describe('concurrent orders', () => {
  it('for the same product never oversell it: 50 units, 200 orders', async () => {
    const sku = await addProduct('CONTENDED-TEA', UNITS);
    const place = (): Promise<{ id: string }> =>
      customer.placeOrder({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
    const orders = await Promise.all(Array.from({ length: ORDERS }, place));
    const ids = orders.map(({ id }) => id);
    await eventually(
      async () => {
        expect(await outcomesOf(ids)).toEqual({ PAID: UNITS, OUT_OF_STOCK: ORDERS - UNITS });
      },
      { withinMs: 60_000 },
    );
    expect(await getStock(sku)).toEqual({ onHand: UNITS, reserved: UNITS, available: 0 });
    const captures = await Promise.all(ids.map((id) => provider.capturedFor(id)));
    expect(captures.filter(({ length }) => length === 1)).toHaveLength(UNITS);
    expect(captures.filter(({ length }) => length > 1)).toHaveLength(0);
  });

  it('with the same products in opposite order do not deadlock', async () => {
    const first = await addProduct('CROSS-A', 100);
    const second = await addProduct('CROSS-B', 100);
    const skus = [first, second];
    const orders = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const [one = first, other = second] = index % 2 === 0 ? skus : skus.toReversed();
        const items = [one, other].map((sku) => ({ sku, quantity: 1 }));
        return customer.placeOrder({ items, card: 'pm_card_visa' });
      }),
    );
    for (const { id } of orders) await customer.waitForOrder(id, { status: 'PAID' });
    expect(await getStock(first)).toMatchObject({ reserved: 40 });
    expect(await getStock(second)).toMatchObject({ reserved: 40 });
  });
});
