import {
  add,
  newSku,
  release,
  replenish,
  requestsOf,
  reserve,
  useOf,
  type RepositoriesUnderTest,
} from './repositories-under-test';

/** What every reservation repository and the views of reservations and of the ledger promise. */
export const itKeepsReservations = (underTest: () => RepositoriesUnderTest): void => {
  const { change, changeAll, levelOf } = useOf(underTest);

  const movementsOf = async (sku: string) =>
    (await underTest().productViews.movementPage(sku, { first: 100, after: undefined })).items.map(({ node }) => node);

  describe('a reservation', () => {
    it('is stored with its lines, and the level has it', async () => {
      const [tea, mug, orderId] = [newSku(), newSku(), underTest().newOrderId()];
      await change(add(tea, 10));
      await change(add(mug, 10));
      await changeAll(reserve(orderId, { sku: mug, quantity: 1 }, { sku: tea, quantity: 2 }));
      expect(await underTest().reservationViews.reservations([orderId])).toMatchObject([
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

    it('holds nothing at all when one line is short', async () => {
      const [tea, mug, orderId] = [newSku(), newSku(), underTest().newOrderId()];
      await change(add(tea, 10));
      await change(add(mug, 1));
      const { events } = await changeAll(reserve(orderId, { sku: tea, quantity: 2 }, { sku: mug, quantity: 2 }));
      expect(events).toMatchObject([{ type: 'StockRejected', shortages: [{ sku: mug, requested: 2, available: 1 }] }]);
      expect(await levelOf(tea)).toMatchObject({ reserved: 0 });
      expect(await underTest().reservationViews.reservations([orderId])).toMatchObject([
        { status: 'REJECTED', lines: [] },
      ]);
    });

    it('is made by one of two writers for the last piece at the same time', async () => {
      const [sku, { newOrderId }] = [newSku(), underTest()];
      await change(add(sku, 1));
      const [ada, grace] = await Promise.all([
        changeAll(reserve(newOrderId(), { sku, quantity: 1 })),
        changeAll(reserve(newOrderId(), { sku, quantity: 1 })),
      ]);
      expect([...ada.events, ...grace.events].map(({ type }) => type).sort()).toEqual([
        'StockRejected',
        'StockReserved',
      ]);
      expect(await levelOf(sku)).toMatchObject({ onHand: 1, reserved: 1 });
    });

    it('is made once when two writers get the order at the same time', async () => {
      const [sku, orderId] = [newSku(), underTest().newOrderId()];
      await change(add(sku, 10));
      const order = reserve(orderId, { sku, quantity: 1 });
      const both = await Promise.all([changeAll(order), changeAll(order)]);
      expect(both.flatMap(({ events }) => events)).toHaveLength(1);
      expect(await levelOf(sku)).toMatchObject({ reserved: 1 });
    });

    it('stores nothing of a batch that fails', async () => {
      const [sku, orderId] = [newSku(), underTest().newOrderId()];
      await change(add(sku, 10));
      const failing = underTest().reservations.changeAll(requestsOf([reserve(orderId, { sku, quantity: 1 })]), () => {
        throw new Error('connection lost');
      });
      await expect(failing).rejects.toThrow('connection lost');
      expect(await levelOf(sku)).toMatchObject({ reserved: 0 });
      expect(await underTest().reservationViews.reservations([orderId])).toEqual([]);
    });
  });

  describe('a release', () => {
    it('makes what was held available again', async () => {
      const [sku, orderId] = [newSku(), underTest().newOrderId()];
      await change(add(sku, 10));
      await changeAll(reserve(orderId, { sku, quantity: 3 }));
      const { events } = await changeAll(release(orderId));
      expect(events).toMatchObject([{ type: 'StockReleased', lines: [{ sku, quantity: 3 }] }]);
      expect(await levelOf(sku)).toMatchObject({ onHand: 10, reserved: 0 });
      expect((await changeAll(release(orderId))).events).toEqual([]);
      expect(await underTest().reservationViews.reservations([orderId])).toMatchObject([
        { status: 'RELEASED', lines: [{ sku, quantity: 3 }] },
      ]);
    });

    it('that comes first is stored, and the reservation that follows is refused', async () => {
      const [sku, orderId] = [newSku(), underTest().newOrderId()];
      await change(add(sku, 10));
      expect((await changeAll(release(orderId))).events).toMatchObject([{ type: 'StockReleased', lines: [] }]);
      const late = await changeAll(reserve(orderId, { sku, quantity: 3 }));
      expect(late).toMatchObject({ events: [], refused: [{ orderId, refusal: 'ORDER_ALREADY_CLOSED' }] });
      expect(await levelOf(sku)).toMatchObject({ reserved: 0 });
    });

    it('of a rejected order has one event, and the order stays rejected', async () => {
      const [sku, orderId] = [newSku(), underTest().newOrderId()];
      await changeAll(reserve(orderId, { sku, quantity: 3 }));
      expect((await changeAll(release(orderId))).events).toMatchObject([{ type: 'StockReleased', lines: [] }]);
      expect((await changeAll(release(orderId))).events).toEqual([]);
      expect(await underTest().reservationViews.reservations([orderId])).toMatchObject([{ status: 'REJECTED' }]);
    });
  });

  describe('the ledger', () => {
    it('has every change, newest first, and adds up to the level', async () => {
      const [sku, orderId] = [newSku(), underTest().newOrderId()];
      await change(add(sku, 10));
      await change(replenish(sku, 5));
      await change({ type: 'AdjustStock', sku, delta: -1, reason: 'broken' });
      await changeAll(reserve(orderId, { sku, quantity: 3 }));
      await changeAll(release(orderId));
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
      const [sku, { productViews }] = [newSku(), underTest()];
      await change(add(sku, 1));
      await change(replenish(sku, 2));
      await change(replenish(sku, 3));
      const first = await productViews.movementPage(sku, { first: 2, after: undefined });
      expect(first.items.map(({ node }) => node.onHandDelta)).toEqual([3, 2]);
      expect(first.hasNextPage).toBe(true);
      const second = await productViews.movementPage(sku, { first: 2, after: first.items.at(-1)?.cursor });
      expect(second.items.map(({ node }) => node.onHandDelta)).toEqual([1]);
      expect(second.hasNextPage).toBe(false);
    });
  });
};
