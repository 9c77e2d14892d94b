import { actsOn, add, newSku, release, replenish, reserve, type StoreUnderTest } from './store-under-test';

/** What every store of reservations and of the ledger promises, whatever it is made of. */
export const itKeepsReservations = (underTest: () => StoreUnderTest): void => {
  const { change, settled, levelOf } = actsOn(underTest);

  const movementsOf = async (sku: string) =>
    (await underTest().views.movementPage(sku, { first: 100, after: undefined })).items.map(({ node }) => node);

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
