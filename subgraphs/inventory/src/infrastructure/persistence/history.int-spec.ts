import {
  isOf,
  parseData,
  productAdded,
  productUpdated,
  stockAdjusted,
  stockRejected,
  stockReleased,
  stockReplenished,
  stockReserved,
  type Envelope,
  type EventContract,
} from '@oms/contracts';
import type { Id } from '@oms/kernel';
import { readEvents } from '@oms/messaging';
import * as fc from 'fast-check';
import { In } from 'typeorm';
import { useOf } from '../../application/testing/repositories-under-test';
import type { ProductCommand } from '../../domain/product/commands';
import type { ProductEvent } from '../../domain/product/events';
import { movementOf, productDecider } from '../../domain/product/product';
import type { ReservationCommand } from '../../domain/reservation/commands';
import type { ReservationEvent } from '../../domain/reservation/events';
import { evolveReservation, movementsOf, unknownReservation } from '../../domain/reservation/reservation';
import { applyMovement, emptyLevel, type StockLevel } from '../../domain/stock/stock-level';
import { openInventoryDatabase, type InventoryDatabase } from '../../testing/inventory-database';
import {
  productSchema,
  reservationLineSchema,
  reservationSchema,
  stockLevelSchema,
  stockMovementSchema,
} from './entities';

const RUNS = 30;
const STEPS_MAX = 15;

let inventory: InventoryDatabase;

beforeAll(async () => {
  inventory = await openInventoryDatabase();
});

afterAll(async () => {
  await inventory.close();
});

const { change, changeAll } = useOf(() => inventory);

/** Products and orders by their place, so that each run has its own. */
type Step =
  | { readonly type: 'product'; readonly place: number; readonly command: (sku: string) => ProductCommand }
  | { readonly type: 'reservations'; readonly commands: readonly BatchedCommand[] };
interface BatchedCommand {
  readonly place: number;
  /** Undefined for a release. */
  readonly lines: readonly { readonly place: number; readonly quantity: number }[] | undefined;
}

const [SKUS, ORDERS] = [3, 4];
const place = fc.nat({ max: SKUS - 1 });
const quantity = fc.integer({ min: 1, max: 4 });
const count = fc.nat({ max: 9 });
const money = fc.record({ amountMinor: fc.bigInt({ min: 1n, max: 999n }), currency: fc.constantFrom('EUR', 'JPY') });
const name = fc.constantFrom('Tea', 'Mug');

const productCommand: fc.Arbitrary<(sku: string) => ProductCommand> = fc.oneof(
  fc
    .record({ name, unitPrice: money, onHand: count, reorderPoint: count, reorderQuantity: count })
    .map((data) => (sku: string) => ({ ...data, sku, type: 'AddProduct' as const })),
  fc
    .record(
      { name, unitPrice: money, active: fc.boolean(), reorderPoint: count, reorderQuantity: count },
      { requiredKeys: [] },
    )
    .map((data) => (sku: string) => ({ ...data, sku, type: 'UpdateProduct' as const })),
  quantity.map((pieces) => (sku: string) => ({ type: 'ReplenishStock' as const, sku, quantity: pieces })),
  fc
    .integer({ min: -4, max: 4 })
    .filter((delta) => delta !== 0)
    .map((delta) => (sku: string) => ({ type: 'AdjustStock' as const, sku, delta, reason: 'Counted.' })),
);

const batchedCommand: fc.Arbitrary<BatchedCommand> = fc.record({
  place: fc.nat({ max: ORDERS - 1 }),
  lines: fc.option(fc.array(fc.record({ place, quantity }), { minLength: 1, maxLength: 3 }), { nil: undefined }),
});

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('product' as const), place, command: productCommand }),
    fc.record({
      type: fc.constant('reservations' as const),
      commands: fc.array(batchedCommand, { minLength: 1, maxLength: 4 }),
    }),
  ),
  { maxLength: STEPS_MAX },
);

/** The event's data, as the domain has it; the customer of an order is in the order's own events only. */
const dataOf = <Data>(contract: EventContract<Data>, envelope: Envelope): Data | undefined =>
  isOf(contract, envelope) ? parseData(contract, envelope).data : undefined;

const priceOf = ({ amountMinor, currency }: { amountMinor: string; currency: string }) => ({
  amountMinor: BigInt(amountMinor),
  currency,
});

const productEventOf = (envelope: Envelope): ProductEvent => {
  const added = dataOf(productAdded, envelope);
  if (added !== undefined) return { ...added, type: 'ProductAdded', unitPrice: priceOf(added.unitPrice) };
  const updated = dataOf(productUpdated, envelope);
  if (updated !== undefined) return { ...updated, type: 'ProductUpdated', unitPrice: priceOf(updated.unitPrice) };
  const replenished = dataOf(stockReplenished, envelope);
  if (replenished !== undefined) return { ...replenished, type: 'StockReplenished' };
  return { ...stockAdjusted.data.parse(envelope.data), type: 'StockAdjusted' };
};

const reservationEventOf = (envelope: Envelope): ReservationEvent => {
  const order = { orderId: envelope.subject as Id<'Order'>, customerId: '' };
  const reserved = dataOf(stockReserved, envelope);
  if (reserved !== undefined) return { ...reserved, ...order, type: 'StockReserved' };
  const rejected = dataOf(stockRejected, envelope);
  if (rejected !== undefined) return { ...rejected, ...order, type: 'StockRejected' };
  return { ...stockReleased.data.parse(envelope.data), ...order, type: 'StockReleased' };
};

const rowStatusOf = {
  Held: 'HELD',
  Rejected: 'REJECTED',
  RejectedAndClosed: 'REJECTED_AND_CLOSED',
  Released: 'RELEASED',
};

interface Keys {
  readonly skus: readonly string[];
  readonly orderIds: readonly Id<'Order'>[];
}

/** What the recorded events add up to. */
const folded = async ({ skus, orderIds }: Keys) => {
  const on = inventory.database.requests;
  const products = [];
  const reservations = [];
  const levels = new Map<string, StockLevel>();
  const apply = (...movements: ReturnType<typeof movementsOf>): void => {
    for (const movement of movements)
      levels.set(movement.sku, applyMovement(levels.get(movement.sku) ?? emptyLevel, movement));
  };
  for (const aggregateId of skus) {
    const events = (await readEvents(on, { aggregateType: 'Product', aggregateId })).map(productEventOf);
    for (const event of events) apply(...[movementOf(event) ?? []].flat());
    const product = events.reduce(productDecider.evolve, productDecider.initial);
    if (product.status === 'Listed') products.push({ product, version: events.length });
  }
  for (const orderId of orderIds) {
    const events = (await readEvents(on, { aggregateType: 'Reservation', aggregateId: orderId })).map(
      reservationEventOf,
    );
    for (const event of events) apply(...movementsOf(event));
    const reservation = events.reduce(evolveReservation, unknownReservation);
    if (reservation.status === 'Unknown') continue;
    const lines = 'lines' in reservation ? reservation.lines : [];
    reservations.push({ orderId, status: rowStatusOf[reservation.status], version: events.length, lines });
  }
  return {
    products: products.map(
      ({ product: { sku, unitPrice, active, reorderPoint, reorderQuantity, ...product }, version }) => ({
        sku,
        name: product.name,
        unitPrice,
        active,
        reorderPoint,
        reorderQuantity,
        version,
        level: levels.get(sku),
        ledger: levels.get(sku),
      }),
    ),
    reservations,
  };
};

/** The rows, in the form of {@link folded}. */
const stored = async ({ skus, orderIds }: Keys) => {
  const on = inventory.database.requests;
  const rows = await on.getRepository(productSchema).find({ where: { sku: In(skus) }, order: { sku: 'ASC' } });
  const levels = await on.getRepository(stockLevelSchema).findBy({ sku: In(skus) });
  const movements = await on.getRepository(stockMovementSchema).findBy({ sku: In(skus) });
  const reservations = await on.getRepository(reservationSchema).findBy({ orderId: In(orderIds) });
  const lines = await on
    .getRepository(reservationLineSchema)
    .find({ where: { orderId: In(orderIds) }, order: { sku: 'ASC' } });
  return {
    products: rows.map(({ sku, name: productName, unitPriceMinor, currency, active, reorderQuantity, version }) => {
      const level = levels.find((each) => each.sku === sku);
      return {
        sku,
        name: productName,
        unitPrice: { amountMinor: BigInt(unitPriceMinor), currency },
        active,
        reorderPoint: level?.reorderPoint,
        reorderQuantity,
        version,
        level: { onHand: level?.onHand, reserved: level?.reserved },
        ledger: movements.filter((each) => each.sku === sku).reduce<StockLevel>(applyMovement, emptyLevel),
      };
    }),
    reservations: orderIds.flatMap((orderId) =>
      reservations
        .filter((row) => row.orderId === orderId)
        .map(({ status, version }) => ({
          orderId,
          status,
          version,
          lines: lines
            .filter((line) => line.orderId === orderId)
            .map(({ sku, quantity: pieces }) => ({ sku, quantity: pieces })),
        })),
    ),
  };
};

let runs = 0;
const freshKeys = (): Keys => {
  runs += 1;
  return {
    skus: Array.from({ length: SKUS }, (_, n) => `FOLD-${runs.toString()}-${n.toString()}`),
    orderIds: Array.from({ length: ORDERS }, () => inventory.newOrderId()),
  };
};

const run = async (step: Step, { skus, orderIds }: Keys): Promise<void> => {
  const skuAt = (index: number): string => skus[index] ?? '';
  if (step.type === 'product') {
    await change(step.command(skuAt(step.place)));
    return;
  }
  const commands = step.commands.flatMap(({ place: index, lines }): readonly ReservationCommand[] => {
    const orderId = orderIds[index];
    if (orderId === undefined) return [];
    const order = { orderId, customerId: 'ada' };
    if (lines === undefined) return [{ ...order, type: 'ReleaseStock' }];
    const named = lines.map((line) => ({ sku: skuAt(line.place), quantity: line.quantity }));
    return [{ ...order, type: 'ReserveStock', lines: named }];
  });
  await changeAll(...commands);
};

describe('after any commands, the recorded events', () => {
  it('add up to the rows of products, levels, ledger and reservations', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        const keys = freshKeys();
        for (const step of given) await run(step, keys);
        expect(await stored(keys)).toEqual(await folded(keys));
      }),
      { numRuns: RUNS },
    );
  });
});
