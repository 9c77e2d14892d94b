import * as fc from 'fast-check';
import { useOf } from '../../application/testing/repositories-under-test';
import type { ProductCommand } from '../../domain/product/commands';
import type { ReservationCommand } from '../../domain/reservation/commands';
import { openInventoryDatabase, type InventoryDatabase } from '../../testing/inventory-database';
import { foldedEvents, storedRows, type Keys } from '../../testing/recorded-history';

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
        const on = inventory.database.requests;
        expect(await storedRows(on, keys)).toEqual(await foldedEvents(on, keys));
      }),
      { numRuns: RUNS },
    );
  });
});
