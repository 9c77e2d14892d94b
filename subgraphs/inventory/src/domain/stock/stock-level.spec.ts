import { mergedBySku, QUANTITY_MAX } from './quantity';
import { applyMovement, availableOf, stockStatusOf } from './stock-level';

describe('the status of a stock level', () => {
  it.each([
    [{ onHand: 3, reserved: 3 }, 5, 'OUT_OF_STOCK'],
    [{ onHand: 0, reserved: 0 }, 0, 'OUT_OF_STOCK'],
    [{ onHand: 8, reserved: 3 }, 5, 'LOW_STOCK'],
    [{ onHand: 9, reserved: 3 }, 5, 'IN_STOCK'],
    [{ onHand: 1, reserved: 0 }, 0, 'IN_STOCK'],
  ])('of %j with the reorder point %i is %s', (level, reorderPoint, status) => {
    expect(stockStatusOf(level, reorderPoint)).toBe(status);
  });
});

describe('a stock level', () => {
  it('has available what is on hand and not reserved', () => {
    expect(availableOf({ onHand: 5, reserved: 2 })).toBe(3);
  });

  it('changes by the deltas of a movement', () => {
    const movement = { onHandDelta: -2, reservedDelta: 1 };
    expect(applyMovement({ onHand: 5, reserved: 2 }, movement)).toEqual({ onHand: 3, reserved: 3 });
  });
});

describe('lines', () => {
  it('are merged by SKU, and sorted by code unit', () => {
    const lines = ['b', 'B', 'a', 'B', 'c'].map((sku, index) => ({ sku, quantity: index + 1 }));
    expect(mergedBySku(lines)).toEqual([
      { sku: 'B', quantity: 6 },
      { sku: 'a', quantity: 3 },
      { sku: 'b', quantity: 1 },
      { sku: 'c', quantity: 5 },
    ]);
  });

  it('have quantities that fit an integer of PostgreSQL', () => {
    expect(QUANTITY_MAX).toBe(2 ** 31 - 1);
  });
});
