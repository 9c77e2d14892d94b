import type { ProductOutcome } from '../ports/products';
import { actsOn, add, newSku, price, replenish, type StoreUnderTest } from './store-under-test';

const productOf = (outcome: ProductOutcome): unknown => (outcome.kind === 'changed' ? outcome.product : outcome);

/** What every store of the catalogue promises, whatever it is made of. */
export const itKeepsProducts = (underTest: () => StoreUnderTest): void => {
  const { change, levelOf } = actsOn(underTest);

  describe('the catalogue', () => {
    it('shows a product as it was added', async () => {
      const sku = newSku();
      expect(productOf(await change(add(sku, 10)))).toMatchObject({
        sku,
        name: `Tea ${sku}`,
        unitPrice: price,
        active: true,
        stock: { onHand: 10, reserved: 0, available: 10, status: 'IN_STOCK', reorderPoint: 2, reorderQuantity: 10 },
      });
      expect(await underTest().views.products([sku])).toMatchObject([{ sku, unitPrice: price }]);
    });

    it('shows a product as it was updated, and its stock unchanged', async () => {
      const sku = newSku();
      await change(add(sku, 10));
      const dearer = { amountMinor: 90_000_000_000n, currency: 'KWD' };
      await change({ type: 'UpdateProduct', sku, unitPrice: dearer, active: false });
      expect(await underTest().views.products([sku])).toMatchObject([
        { name: `Tea ${sku}`, unitPrice: dearer, active: false, stock: { onHand: 10 } },
      ]);
    });

    it('lists a product once, also when two add it at the same time', async () => {
      const sku = newSku();
      const outcomes = await Promise.all([change(add(sku, 1)), change(add(sku, 2))]);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['changed', 'refused']);
    });

    it('loses no change of two at the same time', async () => {
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
      const { views } = underTest();
      const first = await views.productPage({ first: 2, after: undefined }, filter);
      expect(first.items.map(({ node }) => node.sku)).toEqual([one, two]);
      expect(first.hasNextPage).toBe(true);
      const second = await views.productPage({ first: 2, after: first.items.at(-1)?.cursor }, filter);
      expect(second.items.map(({ node }) => node.sku)).toEqual([three]);
      expect(second.hasNextPage).toBe(false);
      const page = { first: 10, after: undefined };
      const found = async (by: object) =>
        (await views.productPage(page, { ...filter, ...by })).items.map(({ node }) => node.sku);
      expect(await found({ status: ['OUT_OF_STOCK'] })).toEqual([two]);
      expect(await found({ status: ['LOW_STOCK', 'IN_STOCK'] })).toEqual([one, three]);
      expect(await found({ search: `tea ${one.toLowerCase()}` })).toEqual([one]);
      expect(await found({ search: '%' })).toEqual([]);
    });
  });

  describe('an idempotency key', () => {
    it('makes a repeated request answer as the first did, and take effect once', async () => {
      const sku = newSku();
      await change(add(sku, 1));
      const once = (): Promise<ProductOutcome> => change(replenish(sku, 5), { idempotencyKey: `five ${sku}` });
      const answers = await Promise.all(Array.from({ length: 10 }, once));
      await change(replenish(sku, 1));
      answers.push(await once());
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(productOf(answers[0] ?? { kind: 'keyReused' })).toMatchObject({ stock: { onHand: 6 }, unitPrice: price });
      expect(await levelOf(sku)).toMatchObject({ onHand: 7 });
    });

    it('is refused with another input', async () => {
      const sku = newSku();
      await change(add(sku, 1));
      await change(replenish(sku, 5), { idempotencyKey: sku });
      expect(await change(replenish(sku, 6), { idempotencyKey: sku })).toEqual({ kind: 'keyReused' });
      expect(await levelOf(sku)).toMatchObject({ onHand: 6 });
    });

    it('belongs to the caller who chose it', async () => {
      const sku = newSku();
      await change(add(sku, 1));
      await change(replenish(sku, 5), { idempotencyKey: sku });
      expect(await change(replenish(sku, 6), { idempotencyKey: sku, caller: 'otto' })).toMatchObject({
        kind: 'changed',
      });
    });

    it('may be tried again after a refusal', async () => {
      const sku = newSku();
      const request = (): Promise<ProductOutcome> => change(replenish(sku, 5), { idempotencyKey: sku });
      expect(await request()).toMatchObject({ kind: 'refused' });
      await change(add(sku, 1));
      expect(await request()).toMatchObject({ kind: 'changed' });
    });
  });
};
