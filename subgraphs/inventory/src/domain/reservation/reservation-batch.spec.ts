import * as fc from 'fast-check';
import { emptyLevel, type StockLevel } from '../stock/stock-level';
import { moved, type StockMovement } from '../stock/stock-movement';
import type { ReservationCommand, ReserveStock } from './commands';
import type { Reservation } from './reservation';
import { settle, type Warehouse } from './settlement';

const reserve = (orderId: string, ...lines: ReserveStock['lines']): ReservationCommand => ({
  type: 'ReserveStock',
  orderId,
  customerId: 'ada',
  lines,
});
const release = (orderId: string): ReservationCommand => ({ type: 'ReleaseStock', orderId, customerId: 'ada' });

const stocked = (...levels: readonly (readonly [sku: string, onHand: number])[]): Warehouse => ({
  reservations: new Map(),
  levels: new Map(levels.map(([sku, onHand]) => [sku, { onHand, reserved: 0 }])),
});

describe('a batch of orders', () => {
  it('is served first come, first served, and a smaller order behind one that does not fit may still fit', () => {
    const { events, levels } = settle(
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

  it('lets a later order have what an earlier one gave back', () => {
    const { events } = settle(
      [reserve('first', { sku: 'TEA', quantity: 5 }), release('first'), reserve('second', { sku: 'TEA', quantity: 5 })],
      stocked(['TEA', 5]),
    );
    expect(events.map(({ type }) => type)).toEqual(['StockReserved', 'StockReleased', 'StockReserved']);
  });

  it('sells exactly 50 of 50 to 200 customers', () => {
    const orders = Array.from({ length: 200 }, (_, n) => reserve(`order ${n.toString()}`, { sku: 'TEA', quantity: 1 }));
    const { events, levels } = settle(orders, stocked(['TEA', 50]));
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

interface Books {
  readonly reservations: Map<string, Reservation>;
  readonly levels: Map<string, StockLevel>;
  readonly movements: StockMovement[];
}

/** Settles batch after batch, as the store does between its transactions. */
const settleAll = (batches: readonly (readonly ReservationCommand[])[], warehouse: Warehouse): Books => {
  const books = { reservations: new Map(warehouse.reservations), levels: new Map(warehouse.levels) };
  const movements: StockMovement[] = [];
  for (const batch of batches) {
    const settlement = settle(batch, books);
    for (const [orderId, reservation] of settlement.reservations) books.reservations.set(orderId, reservation);
    for (const [sku, level] of settlement.levels) books.levels.set(sku, level);
    movements.push(...settlement.movements);
  }
  return { ...books, movements };
};

const heldOf = ({ reservations }: Books, sku: string): number =>
  [...reservations.values()]
    .flatMap((reservation) => (reservation.status === 'Held' ? reservation.lines : []))
    .filter((line) => line.sku === sku)
    .reduce((sum, { quantity }) => sum + quantity, 0);

describe('whatever orders come and go', () => {
  const whatever = (check: (books: Books, stock: Warehouse) => void): void => {
    fc.assert(
      fc.property(someBatches, someStock, (batches, onHand) => {
        const stock = stocked(...skus.map((sku, n) => [sku, onHand[n] ?? 0] as const));
        check(settleAll(batches, stock), stock);
      }),
    );
  };

  it('no more is held than there is', () => {
    whatever(({ levels }) => {
      for (const { onHand, reserved } of levels.values()) {
        expect(reserved).toBeGreaterThanOrEqual(0);
        expect(reserved).toBeLessThanOrEqual(onHand);
      }
    });
  });

  it('what is reserved is what orders hold', () => {
    whatever((books) => {
      for (const sku of skus) expect(books.levels.get(sku)?.reserved).toBe(heldOf(books, sku));
    });
  });

  it('the movements add up to the level', () => {
    whatever(({ levels, movements }, stock) => {
      for (const sku of skus) {
        const opening = stock.levels.get(sku) ?? emptyLevel;
        expect(movements.filter((movement) => movement.sku === sku).reduce(moved, opening)).toEqual(levels.get(sku));
      }
    });
  });

  it('hearing all of it again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(someCommand, { maxLength: 20 }), (commands) => {
        const once = settleAll([commands], stocked(['TEA', 9], ['MUG', 9], ['POT', 9]));
        expect(settle(commands, once).events).toEqual([]);
      }),
    );
  });
});
