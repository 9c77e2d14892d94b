import type { ProductOutcome } from '../commands/change-product';
import { add, newSku, price, replenish, requestBy, useOf, type RepositoriesUnderTest } from './repositories-under-test';

const productOf = (outcome: ProductOutcome): unknown => (outcome.kind === 'Succeeded' ? outcome.value : outcome);

/** What every product repository and the product views promise. */
export const itKeepsProducts = (underTest: () => RepositoriesUnderTest): void => {
  const { change, levelOf } = useOf(underTest);

  describe('the catalogue', () => {
    it('has a product as it was added', async () => {
      const sku = newSku();
      expect(productOf(await change(add(sku, 10)))).toMatchObject({
        sku,
        name: `Tea ${sku}`,
        unitPrice: price,
        active: true,
        stock: { onHand: 10, reserved: 0, available: 10, status: 'IN_STOCK', reorderPoint: 2, reorderQuantity: 10 },
      });
      expect(await underTest().productViews.products([sku])).toMatchObject([{ sku, unitPrice: price }]);
    });

    it('has a product as it was updated, and its stock unchanged', async () => {
      const sku = newSku();
      await change(add(sku, 10));
      const dearer = { amountMinor: 90_000_000_000n, currency: 'KWD' };
      await change({ type: 'UpdateProduct', sku, unitPrice: dearer, active: false });
      expect(await underTest().productViews.products([sku])).toMatchObject([
        { name: `Tea ${sku}`, unitPrice: dearer, active: false, stock: { onHand: 10 } },
      ]);
    });

    it('lists a product once, also when two requests add it at the same time', async () => {
      const sku = newSku();
      const outcomes = await Promise.all([change(add(sku, 1)), change(add(sku, 2))]);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['Refused', 'Succeeded']);
    });

    it('loses none of many changes at the same time', async () => {
      const sku = newSku();
      await change(add(sku, 0));
      await Promise.all(Array.from({ length: 8 }, () => change(replenish(sku, 5))));
      expect(await levelOf(sku)).toMatchObject({ onHand: 40 });
    });

    it('is read page by page, sorted by SKU, and filtered', async () => {
      const [one, two, three] = [newSku(), newSku(), newSku()].sort() as [string, string, string];
      await change(add(two, 0));
      await change(add(three, 2));
      await change(add(one, 9));
      const filter = { skus: [three, one, two] };
      const { productViews } = underTest();
      const first = await productViews.productPage(filter, { first: 2, after: undefined });
      expect(first.items.map(({ node }) => node.sku)).toEqual([one, two]);
      expect(first.hasNextPage).toBe(true);
      const second = await productViews.productPage(filter, { first: 2, after: first.items.at(-1)?.cursor });
      expect(second.items.map(({ node }) => node.sku)).toEqual([three]);
      expect(second.hasNextPage).toBe(false);
      const page = { first: 10, after: undefined };
      const found = async (by: object) =>
        (await productViews.productPage({ ...filter, ...by }, page)).items.map(({ node }) => node.sku);
      expect(await found({ status: ['OUT_OF_STOCK'] })).toEqual([two]);
      expect(await found({ status: ['LOW_STOCK', 'IN_STOCK'] })).toEqual([one, three]);
      expect(await found({ search: `tea ${one.toLowerCase()}` })).toEqual([one]);
      expect(await found({ search: '%' })).toEqual([]);
    });
  });

  describe('an idempotency key', () => {
    it('gives a repeated request the outcome of the first, and one effect', async () => {
      const sku = newSku();
      await change(add(sku, 1));
      const once = (): Promise<ProductOutcome> => change(replenish(sku, 5), requestBy('olga', `five ${sku}`));
      const outcomes = await Promise.all(Array.from({ length: 10 }, once));
      await change(replenish(sku, 1));
      outcomes.push(await once());
      for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
      expect(productOf(outcomes[0] ?? { kind: 'KeyReused' })).toMatchObject({ stock: { onHand: 6 }, unitPrice: price });
      expect(await levelOf(sku)).toMatchObject({ onHand: 7 });
    });

    it('is refused with another input', async () => {
      const sku = newSku();
      await change(add(sku, 1));
      await change(replenish(sku, 5), requestBy('olga', sku));
      expect(await change(replenish(sku, 6), requestBy('olga', sku))).toEqual({ kind: 'KeyReused' });
      expect(await levelOf(sku)).toMatchObject({ onHand: 6 });
    });

    it('belongs to the actor of its request', async () => {
      const sku = newSku();
      await change(add(sku, 1));
      await change(replenish(sku, 5), requestBy('olga', sku));
      expect(await change(replenish(sku, 6), requestBy('otto', sku))).toMatchObject({
        kind: 'Succeeded',
      });
    });

    it('may be tried again after a refusal', async () => {
      const sku = newSku();
      const request = (): Promise<ProductOutcome> => change(replenish(sku, 5), requestBy('olga', sku));
      expect(await request()).toMatchObject({ kind: 'Refused' });
      await change(add(sku, 1));
      expect(await request()).toMatchObject({ kind: 'Succeeded' });
    });
  });
};
