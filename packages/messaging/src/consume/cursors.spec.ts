import { EVERY_SLOT, partitionCounts, partitionsOf, slotsIn } from '../partition';
import { type Cursor, repartitioned } from './cursors';

const cursor = (slots: number, position: number, ahead: readonly (readonly [number, number])[] = []): Cursor => ({
  slots,
  position,
  ahead: new Map(ahead),
});

const positionsBySlot = (cursors: readonly Cursor[]): readonly (readonly [number, number])[] =>
  cursors
    .flatMap(({ slots, position, ahead }) => slotsIn(slots).map((slot) => [slot, ahead.get(slot) ?? position] as const))
    .sort(([a], [b]) => a - b);

describe('cursors of another number of partitions', () => {
  const [first = 0, second = 0, third = 0, fourth = 0] = partitionsOf(4);

  it('begin at the start of the log where there were none', () => {
    expect(repartitioned([], partitionsOf(2))).toEqual(partitionsOf(2).map((slots) => cursor(slots, 0)));
  });

  it('are where the one was that was split', () => {
    expect(repartitioned([cursor(EVERY_SLOT, 812)], partitionsOf(4))).toEqual(
      partitionsOf(4).map((slots) => cursor(slots, 812)),
    );
  });

  it('are where the one furthest behind was, with the others ahead of it', () => {
    const four = [cursor(first, 10), cursor(second, 30), cursor(third, 20), cursor(fourth, 10)];
    const [one] = repartitioned(four, [EVERY_SLOT]);
    expect(one).toEqual(
      cursor(EVERY_SLOT, 10, [
        [1, 30],
        [2, 20],
        [5, 30],
        [6, 20],
        [9, 30],
        [10, 20],
        [13, 30],
        [14, 20],
      ]),
    );
  });

  it('keep what was ahead when they are split before the others have caught up', () => {
    const joined = cursor(EVERY_SLOT, 10, [
      [1, 30],
      [5, 30],
      [9, 30],
      [13, 30],
    ]);
    expect(repartitioned([joined], partitionsOf(4))).toEqual([
      cursor(first, 10),
      cursor(second, 30),
      cursor(third, 10),
      cursor(fourth, 10),
    ]);
  });

  it.each(partitionCounts.flatMap((from) => partitionCounts.map((to) => [from, to] as const)))(
    'keep the position of each slot, from %i to %i',
    (from, to) => {
      const before = partitionsOf(from).map((slots, partition) => cursor(slots, 100 + partition * 7));
      const after = repartitioned(before, partitionsOf(to));
      expect(positionsBySlot(after)).toEqual(positionsBySlot(before));
      expect(repartitioned(after, partitionsOf(from))).toEqual(before);
    },
  );
});
