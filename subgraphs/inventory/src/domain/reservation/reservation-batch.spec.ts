import type { Id } from '@oms/kernel';
import * as fc from 'fast-check';
import { applyMovement, emptyLevel, type StockLevel, type StockMovement } from '../stock/stock-level';
import type { ReservationCommand, ReserveStock } from './commands';
import type { Reservation } from './reservation';
import { decideBatch, type StockState } from './reservation-batch';

const ofOrder = (name: string): { orderId: Id<'Order'>; customerId: string } => ({
  orderId: name as Id<'Order'>,
  customerId: 'ada',
});

const reserve = (order: string, ...lines: ReserveStock['lines']): ReservationCommand => ({
  ...ofOrder(order),
  type: 'ReserveStock',
  lines,
});
const release = (order: string): ReservationCommand => ({ ...ofOrder(order), type: 'ReleaseStock' });

const stocked = (...levels: readonly (readonly [sku: string, onHand: number])[]): StockState => ({
  reservations: new Map(),
  levels: new Map(levels.map(([sku, onHand]) => [sku, { onHand, reserved: 0 }])),
});

describe('a batch of orders', () => {
  it('is decided first come, first served, and a smaller order after one that is rejected may be held', () => {
    const { events, levels } = decideBatch(
      [
        reserve('first', { sku: 'TEA', quantity: 3 }),
        reserve('too large', { sku: 'TEA', quantity: 3 }),
        reserve('small', { sku: 'TEA', quantity: 2 }),
      ],
      stocked(['TEA', 5]),
    );
    expect(events.map(({ type, orderId }) => `${orderId}: ${type}`)).toEqual([
      'first: StockReserved',
      'too large: StockRejected',
      'small: StockReserved',
    ]);
    expect(levels.get('TEA')).toEqual({ onHand: 5, reserved: 5 });
  });

  it('reserves for a later order what an earlier one released', () => {
    const { events } = decideBatch(
      [reserve('first', { sku: 'TEA', quantity: 5 }), release('first'), reserve('second', { sku: 'TEA', quantity: 5 })],
      stocked(['TEA', 5]),
    );
    expect(events.map(({ type }) => type)).toEqual(['StockReserved', 'StockReleased', 'StockReserved']);
  });

  it('gives the refused commands, and the movements of the others', () => {
    const decision = decideBatch(
      [
        release('closed'),
        reserve('closed', { sku: 'TEA', quantity: 1 }),
        reserve('open', { sku: 'TEA', quantity: 2 }),
        release('open'),
      ],
      stocked(['TEA', 5]),
    );
    expect(decision.refused).toEqual([{ orderId: 'closed', refusal: 'ORDER_ALREADY_CLOSED' }]);
    expect(decision.movements).toEqual([
      { sku: 'TEA', kind: 'RESERVED', onHandDelta: 0, reservedDelta: 2, orderId: 'open' },
      { sku: 'TEA', kind: 'RELEASED', onHandDelta: 0, reservedDelta: -2, orderId: 'open' },
    ]);
    expect([...decision.reservations]).toEqual([
      ['closed', { status: 'Released', customerId: 'ada', lines: [] }],
      ['open', { status: 'Released', customerId: 'ada', lines: [{ sku: 'TEA', quantity: 2 }] }],
    ]);
  });

  it('changes no level, and no reservation, when it is empty', () => {
    const decision = decideBatch([], stocked(['TEA', 5]));
    expect(decision).toEqual({ events: [], movements: [], refused: [], reservations: new Map(), levels: new Map() });
  });

  it('reserves exactly 50 of 50 for 200 customers', () => {
    const orders = Array.from({ length: 200 }, (_, n) => reserve(`order ${n.toString()}`, { sku: 'TEA', quantity: 1 }));
    const { events, levels } = decideBatch(orders, stocked(['TEA', 50]));
    expect(events.filter(({ type }) => type === 'StockReserved')).toHaveLength(50);
    expect(events.filter(({ type }) => type === 'StockRejected')).toHaveLength(150);
    expect(levels.get('TEA')).toEqual({ onHand: 50, reserved: 50 });
  });
});

const skus = ['TEA', 'MUG', 'POT'] as const;
const orderIds = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

const someLines = fc.array(fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 4 }) }), {
  minLength: 1,
  maxLength: 4,
});
const someCommand = fc.oneof(
  fc
    .record({ orderId: fc.constantFrom(...orderIds), lines: someLines })
    .map(({ orderId, lines }) => reserve(orderId, ...lines)),
  fc.constantFrom(...orderIds).map(release),
);
const someBatches = fc.array(fc.array(someCommand, { maxLength: 12 }), { maxLength: 6 });
const someStock = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: skus.length, maxLength: skus.length });

interface Result {
  readonly reservations: Map<Id<'Order'>, Reservation>;
  readonly levels: Map<string, StockLevel>;
  readonly movements: StockMovement[];
}

/** Decides batch after batch, as the repository does in one transaction each. */
const decideAll = (batches: readonly (readonly ReservationCommand[])[], state: StockState): Result => {
  const result = { reservations: new Map(state.reservations), levels: new Map(state.levels) };
  const movements: StockMovement[] = [];
  for (const batch of batches) {
    const decision = decideBatch(batch, result);
    for (const [orderId, reservation] of decision.reservations) result.reservations.set(orderId, reservation);
    for (const [sku, level] of decision.levels) result.levels.set(sku, level);
    movements.push(...decision.movements);
  }
  return { ...result, movements };
};

const heldOf = ({ reservations }: Result, sku: string): number =>
  [...reservations.values()]
    .flatMap((reservation) => (reservation.status === 'Held' ? reservation.lines : []))
    .filter((line) => line.sku === sku)
    .reduce((sum, { quantity }) => sum + quantity, 0);

describe('after any batches of orders', () => {
  const afterAnyBatches = (check: (result: Result, stock: StockState) => void): void => {
    fc.assert(
      fc.property(someBatches, someStock, (batches, onHand) => {
        const stock = stocked(...skus.map((sku, n) => [sku, onHand[n] ?? 0] as const));
        check(decideAll(batches, stock), stock);
      }),
    );
  };

  it('no more is held than there is', () => {
    afterAnyBatches(({ levels }) => {
      for (const { onHand, reserved } of levels.values()) {
        expect(reserved).toBeGreaterThanOrEqual(0);
        expect(reserved).toBeLessThanOrEqual(onHand);
      }
    });
  });

  it('what is reserved is what orders hold', () => {
    afterAnyBatches((result) => {
      for (const sku of skus) expect(result.levels.get(sku)?.reserved).toBe(heldOf(result, sku));
    });
  });

  it('the movements add up to the level', () => {
    afterAnyBatches(({ levels, movements }, stock) => {
      for (const sku of skus) {
        const opening = stock.levels.get(sku) ?? emptyLevel;
        expect(movements.filter((movement) => movement.sku === sku).reduce(applyMovement, opening)).toEqual(
          levels.get(sku),
        );
      }
    });
  });

  it('deciding all of it again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(someCommand, { maxLength: 20 }), (commands) => {
        const once = decideAll([commands], stocked(['TEA', 9], ['MUG', 9], ['POT', 9]));
        expect(decideBatch(commands, once).events).toEqual([]);
      }),
    );
  });
});
