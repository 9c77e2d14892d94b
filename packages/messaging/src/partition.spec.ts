import {
  contains,
  EVERY_SLOT,
  partitionCounts,
  partitionKeyOf,
  partitionsOf,
  slotOf,
  SLOTS,
  slotsIn,
} from './partition';

describe('a partition key', () => {
  it('is the order that an event is about', () => {
    expect(partitionKeyOf({ orderid: 'o-1', aggregatetype: 'Payment', subject: 'p-1' })).toBe('o-1');
  });

  it('is the aggregate where there is no order', () => {
    expect(partitionKeyOf({ aggregatetype: 'Product', subject: 'tea' })).toBe('Product/tea');
  });

  it('has the same slot for ever, because cursors refer to slots', () => {
    const keys = ['Product/tea', 'Product/coffee', '0198c0de-0000-7000-8000-000000000001'];
    expect(keys.map(slotOf)).toEqual([6, 4, 9]);
  });

  it('falls into every slot about as often', () => {
    const counts = Array.from({ length: SLOTS }, () => 0);
    for (let order = 0; order < 1_600; order += 1) {
      const slot = slotOf(`order ${order.toString()}`);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBeLessThan(200);
  });
});

describe('partitions', () => {
  it.each(partitionCounts.map((count) => [count]))('%i of them share out every slot, each to one', (count) => {
    const partitions = partitionsOf(count);
    expect(partitions).toHaveLength(count);
    expect(partitions.flatMap(slotsIn).sort((a, b) => a - b)).toEqual(slotsIn(EVERY_SLOT));
    expect(new Set(partitions.map((slots) => slotsIn(slots).length))).toEqual(new Set([SLOTS / count]));
  });

  it('contain their own slots and no others', () => {
    const [first = 0, second = 0] = partitionsOf(2);
    expect([contains(first, 0), contains(first, 15), contains(second, 15)]).toEqual([true, false, true]);
  });
});
