import { readEvents } from '@oms/messaging';
import { raceAgainstItself, RACERS, rotated } from '@oms/testing';
import {
  add,
  newSku,
  price,
  release,
  replenish,
  reserve,
  useOf,
} from '../../application/testing/repositories-under-test';
import type { ProductCommand } from '../../domain/product/commands';
import type { ReservationCommand } from '../../domain/reservation/commands';
import type { BatchDecision } from '../../domain/reservation/reservation-batch';
import { openInventoryDatabase, type InventoryDatabase } from '../../testing/inventory-database';

let inventory: InventoryDatabase;

beforeAll(async () => {
  // Every racer has a connection, so that all of them wait for the row and none for the pool.
  inventory = await openInventoryDatabase({ poolMax: 2 * RACERS });
});

afterAll(async () => {
  await inventory.close();
});

const { change, changeAll, levelOf } = useOf(() => inventory);

const sequencesOf = async (aggregateType: string, aggregateId: string): Promise<readonly number[]> =>
  (await readEvents(inventory.database.requests, { aggregateType, aggregateId })).map(({ sequence }) => sequence);

describe('a command to a product that races itself', () => {
  const STOCK = 20;

  interface Contest {
    readonly command: (sku: string) => ProductCommand;
    readonly acceptedExpected: number;
    readonly onHand: number;
  }
  const update = (sku: string): ProductCommand => ({ type: 'UpdateProduct', sku, unitPrice: price, active: false });
  const lose = (sku: string): ProductCommand => ({ type: 'AdjustStock', sku, delta: -1, reason: 'Lost.' });

  it.each<Contest & { readonly name: string }>([
    { name: 'UpdateProduct', command: update, acceptedExpected: RACERS, onHand: STOCK },
    { name: 'ReplenishStock', command: (sku) => replenish(sku, 1), acceptedExpected: RACERS, onHand: STOCK + RACERS },
    { name: 'AdjustStock', command: lose, acceptedExpected: STOCK, onHand: 0 },
  ])('takes effect as often as the rules allow: $name', async ({ name, command, acceptedExpected, onHand }) => {
    const sku = `RACE-${name}`;
    await change(add(sku, STOCK));
    await raceAgainstItself({
      command: () => change(command(sku)),
      isAccepted: ({ kind }) => kind === 'Succeeded',
      acceptedExpected,
      histories: async () => [await sequencesOf('Product', sku)],
      metrics: inventory.metrics,
    });
    expect(await levelOf(sku)).toMatchObject({ onHand });
  });

  it('takes effect as often as the rules allow: AddProduct', async () => {
    await raceAgainstItself({
      command: () => change(add('RACE-AddProduct', STOCK)),
      isAccepted: ({ kind }) => kind === 'Succeeded',
      acceptedExpected: 1,
      histories: async () => [await sequencesOf('Product', 'RACE-AddProduct')],
      metrics: inventory.metrics,
    });
  });
});

describe('a command to a reservation that races itself', () => {
  const tookEffect = ({ events }: BatchDecision): boolean => events.length > 0;

  interface Contest {
    readonly history: readonly ReservationCommand['type'][];
    readonly type: ReservationCommand['type'];
    readonly reservedExpected: number;
  }

  it.each<Contest>([
    { history: [], type: 'ReserveStock', reservedExpected: 3 },
    { history: ['ReserveStock'], type: 'ReleaseStock', reservedExpected: 0 },
    { history: [], type: 'ReleaseStock', reservedExpected: 0 },
  ])('takes effect once: $type after $history', async ({ history, type, reservedExpected }) => {
    const [sku, orderId] = [newSku(), inventory.newOrderId()];
    const commandOf = (each: ReservationCommand['type']): ReservationCommand =>
      each === 'ReserveStock' ? reserve(orderId, { sku, quantity: 3 }) : release(orderId);
    await change(add(sku, 10));
    await changeAll(...history.map(commandOf));
    await raceAgainstItself({
      command: () => changeAll(commandOf(type)),
      isAccepted: tookEffect,
      acceptedExpected: 1,
      histories: async () => [await sequencesOf('Reservation', orderId)],
      metrics: inventory.metrics,
    });
    expect(await levelOf(sku)).toMatchObject({ reserved: reservedExpected });
  });

  it('holds no more than there is', async () => {
    await change(add('RACE-LAST', 20));
    await raceAgainstItself({
      command: () => changeAll(reserve(inventory.newOrderId(), { sku: 'RACE-LAST', quantity: 1 })),
      isAccepted: ({ events }) => events.some(({ type }) => type === 'StockReserved'),
      acceptedExpected: 20,
      histories: () => Promise.resolve([]),
      metrics: inventory.metrics,
    });
    expect(await levelOf('RACE-LAST')).toMatchObject({ onHand: 20, reserved: 20 });
  });

  it('does not deadlock in batches of the same orders and products in different orders', async () => {
    const skus = ['RACE-A', 'RACE-B', 'RACE-C', 'RACE-D'];
    for (const sku of skus) await change(add(sku, 1_000));
    const orders = Array.from({ length: 20 }, (_, index) => ({
      orderId: inventory.newOrderId(),
      lines: rotated(skus, index).map((sku) => ({ sku, quantity: 1 })),
    }));
    await raceAgainstItself({
      command: (racer) => {
        const batch = rotated(orders, racer);
        return racer % 2 === 0
          ? changeAll(...batch.map(({ orderId, lines }) => reserve(orderId, ...lines)))
          : changeAll(...batch.map(({ orderId }) => release(orderId)));
      },
      isAccepted: () => true,
      acceptedExpected: RACERS,
      histories: () => Promise.all(orders.map(({ orderId }) => sequencesOf('Reservation', orderId))),
      metrics: inventory.metrics,
    });
    // Each was released, before or after it was held.
    for (const sku of skus) expect(await levelOf(sku)).toMatchObject({ reserved: 0 });
  });

  it('does not deadlock with counts of the same product', async () => {
    await change(add('RACE-BOTH', 0));
    await raceAgainstItself({
      command: async (racer) =>
        racer % 2 === 0
          ? (await change(replenish('RACE-BOTH', 1))).kind === 'Succeeded'
          : tookEffect(await changeAll(reserve(inventory.newOrderId(), { sku: 'RACE-BOTH', quantity: 1 }))),
      isAccepted: (accepted) => accepted,
      acceptedExpected: RACERS,
      histories: async () => [await sequencesOf('Product', 'RACE-BOTH')],
      metrics: inventory.metrics,
    });
    const stock = await levelOf('RACE-BOTH');
    expect(stock).toMatchObject({ onHand: RACERS / 2 });
    expect(stock?.reserved).toBeLessThanOrEqual(RACERS / 2);
  });
});
