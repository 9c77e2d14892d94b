import { eventually } from '@oms/testing';
import { shop } from '../harness/shared-shop';

const CUSTOMERS = 200;
const UNITS = 50;

const { ada, provider, stocks, stockOf } = shop();

const outcomesOf = async (ids: readonly string[]): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const id of ids) {
    const order = await ada.sees(id);
    const outcome = order?.failure?.code ?? order?.status ?? 'NONE';
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
};

describe('many customers at once', () => {
  it('sell exactly what there is: 50 units to 200 buyers', async () => {
    const sku = await stocks('RUSH-TEA', UNITS);
    const buy = (): Promise<{ id: string }> => ada.places({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
    const orders = await Promise.all(Array.from({ length: CUSTOMERS }, buy));
    const ids = orders.map(({ id }) => id);
    await eventually(
      async () => {
        expect(await outcomesOf(ids)).toEqual({ PAID: UNITS, OUT_OF_STOCK: CUSTOMERS - UNITS });
      },
      { withinMs: 60_000 },
    );
    expect(await stockOf(sku)).toEqual({ onHand: UNITS, reserved: UNITS, available: 0 });
    const captures = await Promise.all(ids.map((id) => provider.capturedFor(id)));
    expect(captures.filter(({ length }) => length === 1)).toHaveLength(UNITS);
    expect(captures.filter(({ length }) => length > 1)).toHaveLength(0);
  });

  it('naming the same products in opposite order do not block each other', async () => {
    const first = await stocks('CROSS-A', 100);
    const second = await stocks('CROSS-B', 100);
    const skus = [first, second];
    const orders = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const [one = first, other = second] = index % 2 === 0 ? skus : skus.toReversed();
        const items = [one, other].map((sku) => ({ sku, quantity: 1 }));
        return ada.places({ items, card: 'pm_card_visa' });
      }),
    );
    for (const { id } of orders) await ada.comesToSee(id, { status: 'PAID' });
    expect(await stockOf(first)).toMatchObject({ reserved: 40 });
    expect(await stockOf(second)).toMatchObject({ reserved: 40 });
  });
});
