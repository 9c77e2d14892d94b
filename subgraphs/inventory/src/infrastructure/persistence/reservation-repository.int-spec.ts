import { rowsOf } from '@oms/database';
import { itKeepsReservations } from '../../application/testing/reservation-repository-contract';
import { add, release, requestsOf, reserve, useOf } from '../../application/testing/repositories-under-test';
import type { ReserveStock } from '../../domain/reservation/commands';
import { decideBatch } from '../../domain/reservation/reservation-batch';
import { openInventoryDatabase, type InventoryDatabase } from '../../testing/inventory-database';

let inventory: InventoryDatabase;

beforeAll(async () => {
  inventory = await openInventoryDatabase();
});

afterAll(async () => {
  await inventory.close();
});

const { change, changeAll, levelOf } = useOf(() => inventory);

const listed = async (sku: string, onHand: number): Promise<string> => {
  await change(add(sku, onHand));
  return sku;
};

const orderOf = (...lines: ReserveStock['lines']) => reserve(inventory.newOrderId(), ...lines);

describe('the reservation repository of PostgreSQL', () => {
  itKeepsReservations(() => inventory);

  it('fails on a decision that oversells, by a constraint, and stores nothing of the batch', async () => {
    const sku = await listed('OVERSOLD', 1);
    const order = orderOf({ sku, quantity: 2 });
    const overselling = inventory.reservations.changeAll(requestsOf([order]), (commands, state) =>
      decideBatch(commands, { ...state, levels: new Map([[sku, { onHand: 2, reserved: 0 }]]) }),
    );
    await expect(overselling).rejects.toThrow('never_oversold');
    expect(await levelOf(sku)).toMatchObject({ onHand: 1, reserved: 0 });
    expect(await inventory.reservationViews.reservations([order.orderId])).toEqual([]);
    expect(
      await rowsOf(inventory.database.requests, 'select 1 from events where order_id = $1', [order.orderId]),
    ).toEqual([]);
  });

  it('gives the events of a reservation the sequences 1, 2, 3 …', async () => {
    const order = orderOf({ sku: await listed('NUMBERED', 5), quantity: 1 });
    await changeAll(order);
    await changeAll(release(order.orderId));
    const statement = 'select type, sequence from events where aggregate_id = $1 order by sequence';
    expect(await rowsOf(inventory.database.requests, statement, [order.orderId])).toEqual([
      { type: 'inventory.stock-reserved.v1', sequence: 1 },
      { type: 'inventory.stock-released.v1', sequence: 2 },
    ]);
  });
});

describe('many orders at once', () => {
  it('reserve exactly the 50 pieces there are, 200 of them in 20 batches', async () => {
    const sku = await listed('FIFTY', 50);
    const batches = Array.from({ length: 20 }, () => Array.from({ length: 10 }, () => orderOf({ sku, quantity: 1 })));
    const decisions = await Promise.all(batches.map((batch) => changeAll(...batch)));
    const events = decisions.flatMap((decision) => decision.events.map(({ type }) => type));
    expect(events.filter((type) => type === 'StockReserved')).toHaveLength(50);
    expect(events.filter((type) => type === 'StockRejected')).toHaveLength(150);
    expect(await levelOf(sku)).toMatchObject({ onHand: 50, reserved: 50, available: 0, status: 'OUT_OF_STOCK' });
  });

  it('do not deadlock when they have the same products in opposite order', async () => {
    const [tea, mug] = [await listed('CIRCLE-TEA', 1_000), await listed('CIRCLE-MUG', 1_000)];
    const orders = Array.from({ length: 100 }, (_, n) => {
      const lines = [
        { sku: tea, quantity: 1 },
        { sku: mug, quantity: 1 },
      ];
      return orderOf(...(n % 2 === 0 ? lines : lines.reverse()));
    });
    let decisions = 0;
    const changeOne = (order: (typeof orders)[number]): Promise<unknown> =>
      inventory.reservations.changeAll(requestsOf([order]), (...given) => {
        decisions += 1;
        return decideBatch(...given);
      });
    await Promise.all(orders.map(changeOne));
    // The victim of a deadlock would have been decided twice.
    expect(decisions).toBe(orders.length);
    expect(await levelOf(tea)).toMatchObject({ reserved: 100 });
    expect(await levelOf(mug)).toMatchObject({ reserved: 100 });
  });

  it('change nothing when the batch is repeated', async () => {
    const sku = await listed('REPEATED', 5);
    const orders = Array.from({ length: 8 }, () => orderOf({ sku, quantity: 1 }));
    const batch = [...orders, ...orders.slice(0, 2).map(({ orderId }) => release(orderId))];
    await changeAll(...batch);
    const before = await inventory.allRows();
    await changeAll(...batch);
    expect(await inventory.allRows()).toEqual(before);
  });
});
