import { productDecider } from '../../domain/product/product';
import type { ProductCommand } from '../../domain/product/commands';
import type { ReservationCommand, ReserveStock } from '../../domain/reservation/commands';
import { settle } from '../../domain/reservation/settlement';
import type { Origin, ProductOutcome, Products } from '../ports/products';
import type { Reservations } from '../ports/reservations';
import type { StockViews } from '../ports/stock-views';

/** A store of inventory under test. Each test lists products of its own, so that all can share one. */
export interface StoreUnderTest {
  readonly products: Products;
  readonly reservations: Reservations;
  readonly views: StockViews;
  /** A UUID that no test has used. */
  readonly newOrderId: () => string;
}

let skus = 0;
const newSku = (): string => {
  skus += 1;
  return `CONTRACT-${skus.toString()}`;
};

const olga: Origin = { caller: 'olga', correlationId: 'contract', traceparent: undefined, idempotencyKey: undefined };
const price = { amountMinor: 1_250n, currency: 'EUR' };

const add = (sku: string, onHand: number): ProductCommand => ({
  type: 'AddProduct',
  sku,
  name: `Tea ${sku}`,
  unitPrice: price,
  onHand,
  reorderPoint: 2,
  reorderQuantity: 10,
});
const replenish = (sku: string, quantity: number): ProductCommand => ({ type: 'ReplenishStock', sku, quantity });

const reserve = (orderId: string, ...lines: ReserveStock['lines']): ReservationCommand => ({
  type: 'ReserveStock',
  orderId,
  customerId: 'ada',
  lines,
});
const release = (orderId: string): ReservationCommand => ({ type: 'ReleaseStock', orderId, customerId: 'ada' });

const productOf = (outcome: ProductOutcome): unknown => (outcome.kind === 'changed' ? outcome.product : outcome);

/** What every store of inventory promises, whatever it is made of. */
export const itKeepsStock = (underTest: () => StoreUnderTest): void => {
  const change = (command: ProductCommand, origin: Partial<Origin> = {}): Promise<ProductOutcome> =>
    underTest().products.change(command, { ...olga, ...origin }, productDecider.decide);
  const settled = (...commands: readonly ReservationCommand[]): ReturnType<Reservations['settle']> =>
    underTest().reservations.settle(commands, settle);
  const levelOf = async (sku: string): Promise<unknown> => (await underTest().views.products([sku]))[0]?.stock;
  const movementsOf = async (sku: string) =>
    (await underTest().views.movementPage(sku, { first: 100, after: undefined })).items.map(({ node }) => node);

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

  describe('a reservation', () => {
    it('is kept with its lines, and the level shows it', async () => {
      const [tea, mug, orderId] = [newSku(), newSku(), underTest().newOrderId()];
      await change(add(tea, 10));
      await change(add(mug, 10));
      await settled(reserve(orderId, { sku: mug, quantity: 1 }, { sku: tea, quantity: 2 }));
      expect(await underTest().views.reservations([orderId])).toMatchObject([
        {
          orderId,
          customerId: 'ada',
          status: 'HELD',
          lines: [
            { sku: tea, quantity: 2 },
            { sku: mug, quantity: 1 },
          ],
        },
      ]);
      expect(await levelOf(tea)).toMatchObject({ onHand: 10, reserved: 2, available: 8 });
    });

    it('takes nothing at all when one line is short', async () => {
      const [tea, mug, orderId] = [newSku(), newSku(), underTest().newOrderId()];
      await change(add(tea, 10));
      await change(add(mug, 1));
      const { events } = await settled(reserve(orderId, { sku: tea, quantity: 2 }, { sku: mug, quantity: 2 }));
      expect(events).toMatchObject([{ type: 'StockRejected', shortages: [{ sku: mug, requested: 2, available: 1 }] }]);
      expect(await levelOf(tea)).toMatchObject({ reserved: 0 });
      expect(await underTest().views.reservations([orderId])).toMatchObject([{ status: 'REJECTED', lines: [] }]);
    });

    it('is given to one of two writers who want the last piece at the same time', async () => {
      const [sku, { newOrderId }] = [newSku(), underTest()];
      await change(add(sku, 1));
      const [ada, grace] = await Promise.all([
        settled(reserve(newOrderId(), { sku, quantity: 1 })),
        settled(reserve(newOrderId(), { sku, quantity: 1 })),
      ]);
      expect([...ada.events, ...grace.events].map(({ type }) => type).sort()).toEqual([
        'StockRejected',
        'StockReserved',
      ]);
      expect(await levelOf(sku)).toMatchObject({ onHand: 1, reserved: 1 });
    });

    it('is made once when two writers hear of the order at the same time', async () => {
      const [sku, orderId] = [newSku(), underTest().newOrderId()];
      await change(add(sku, 10));
      const order = reserve(orderId, { sku, quantity: 1 });
      const both = await Promise.all([settled(order), settled(order)]);
      expect(both.flatMap(({ events }) => events)).toHaveLength(1);
      expect(await levelOf(sku)).toMatchObject({ reserved: 1 });
    });

    it('leaves no trace of a batch that fails', async () => {
      const [sku, orderId] = [newSku(), underTest().newOrderId()];
      await change(add(sku, 10));
      const failing = underTest().reservations.settle([reserve(orderId, { sku, quantity: 1 })], () => {
        throw new Error('the power went');
      });
      await expect(failing).rejects.toThrow('the power went');
      expect(await levelOf(sku)).toMatchObject({ reserved: 0 });
      expect(await underTest().views.reservations([orderId])).toEqual([]);
    });
  });

  describe('a release', () => {
    it('puts back on sale what was held', async () => {
      const [sku, orderId] = [newSku(), underTest().newOrderId()];
      await change(add(sku, 10));
      await settled(reserve(orderId, { sku, quantity: 3 }));
      const { events } = await settled(release(orderId));
      expect(events).toMatchObject([{ type: 'StockReleased', lines: [{ sku, quantity: 3 }] }]);
      expect(await levelOf(sku)).toMatchObject({ onHand: 10, reserved: 0 });
      expect((await settled(release(orderId))).events).toEqual([]);
      expect(await underTest().views.reservations([orderId])).toMatchObject([
        { status: 'RELEASED', lines: [{ sku, quantity: 3 }] },
      ]);
    });

    it('that comes first is remembered, and the late reservation refused', async () => {
      const [sku, orderId] = [newSku(), underTest().newOrderId()];
      await change(add(sku, 10));
      expect((await settled(release(orderId))).events).toMatchObject([{ type: 'StockReleased', lines: [] }]);
      const late = await settled(reserve(orderId, { sku, quantity: 3 }));
      expect(late).toMatchObject({ events: [], refused: [{ orderId, refusal: 'ORDER_ALREADY_GIVEN_UP' }] });
      expect(await levelOf(sku)).toMatchObject({ reserved: 0 });
    });

    it('of a rejected order answers once, and the order stays rejected', async () => {
      const [sku, orderId] = [newSku(), underTest().newOrderId()];
      await settled(reserve(orderId, { sku, quantity: 3 }));
      expect((await settled(release(orderId))).events).toMatchObject([{ type: 'StockReleased', lines: [] }]);
      expect((await settled(release(orderId))).events).toEqual([]);
      expect(await underTest().views.reservations([orderId])).toMatchObject([{ status: 'REJECTED' }]);
    });
  });

  describe('the ledger', () => {
    it('has every change, newest first, and adds up to the level', async () => {
      const [sku, orderId] = [newSku(), underTest().newOrderId()];
      await change(add(sku, 10));
      await change(replenish(sku, 5));
      await change({ type: 'AdjustStock', sku, delta: -1, reason: 'broken' });
      await settled(reserve(orderId, { sku, quantity: 3 }));
      await settled(release(orderId));
      expect(await movementsOf(sku)).toMatchObject([
        { kind: 'RELEASED', onHandDelta: 0, reservedDelta: -3, orderId, reason: null },
        { kind: 'RESERVED', onHandDelta: 0, reservedDelta: 3, orderId, reason: null },
        { kind: 'ADJUSTED', onHandDelta: -1, reservedDelta: 0, orderId: null, reason: 'broken' },
        { kind: 'REPLENISHED', onHandDelta: 5, reservedDelta: 0 },
        { kind: 'INITIAL', onHandDelta: 10, reservedDelta: 0 },
      ]);
      expect(await levelOf(sku)).toMatchObject({ onHand: 14, reserved: 0 });
    });

    it('is read page by page', async () => {
      const [sku, { views }] = [newSku(), underTest()];
      await change(add(sku, 1));
      await change(replenish(sku, 2));
      await change(replenish(sku, 3));
      const first = await views.movementPage(sku, { first: 2, after: undefined });
      expect(first.items.map(({ node }) => node.onHandDelta)).toEqual([3, 2]);
      expect(first.hasNextPage).toBe(true);
      const second = await views.movementPage(sku, { first: 2, after: first.items.at(-1)?.cursor });
      expect(second.items.map(({ node }) => node.onHandDelta)).toEqual([1]);
      expect(second.hasNextPage).toBe(false);
    });
  });
};
