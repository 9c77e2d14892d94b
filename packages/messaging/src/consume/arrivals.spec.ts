import { type Arrivals, arrivalsFrom } from './arrivals';

const entryAt = (position: number, message = '{}') => ({ position, type: 'orders.parcel-packed.v1', message });
const entriesAt = (...positions: readonly number[]) => positions.map((position) => entryAt(position));
const positionsOf = ({ entries }: ReturnType<Arrivals['take']>) => entries.map(({ position }) => position);
const nothing = (): undefined => undefined;

describe('arrivals', () => {
  it('are taken in the order of the log, with the position up to which all are taken', () => {
    const arrivals = arrivalsFrom(10, nothing);
    arrivals.add(entriesAt(11, 13), 15);
    const first = arrivals.take(1);
    expect([positionsOf(first), first.through]).toEqual([[11], 11]);
    const second = arrivals.take(5);
    expect([positionsOf(second), second.through]).toEqual([[13], 15]);
  });

  it('leave out what has arrived before', () => {
    const arrivals = arrivalsFrom(10, nothing);
    arrivals.add(entriesAt(9, 10, 11), 11);
    arrivals.add(entriesAt(11, 12), 12);
    expect(positionsOf(arrivals.take(10))).toEqual([11, 12]);
  });

  it('announce what matters, and nothing else', () => {
    let announced = 0;
    const arrivals = arrivalsFrom(0, () => {
      announced += 1;
    });
    arrivals.add([], 7);
    expect([announced, arrivals.through(), arrivals.size()]).toEqual([0, 7, 0]);
    arrivals.add(entriesAt(8), 8);
    expect([announced, arrivals.through(), arrivals.size()]).toEqual([1, 8, 1]);
  });

  const isWaiting = async (room: Promise<void>): Promise<boolean> => {
    const answer = await Promise.race([room.then(() => 'room'), Promise.resolve('none').then(() => 'none')]);
    return answer === 'none';
  };

  it.each([
    ['too many', Array.from({ length: 512 }, (_, index) => entryAt(index + 1))],
    ['too large', [entryAt(1, 'x'.repeat(8 * 1024 * 1024))]],
  ])('leave no room when they are %s, until some are taken', async (_what, entries) => {
    const arrivals = arrivalsFrom(0, nothing);
    arrivals.add(entries, entries.length);
    const room = arrivals.room();
    expect(await isWaiting(room)).toBe(true);
    arrivals.take(256);
    await room;
  });

  it('end the waiting for room when the reader stops, and keep what was not taken', async () => {
    const arrivals = arrivalsFrom(0, nothing);
    const entries = Array.from({ length: 600 }, (_, index) => entryAt(index + 1));
    arrivals.add(entries, 600);
    const room = arrivals.room();
    arrivals.close();
    await room;
    const { entries: taken, through } = arrivals.take(512);
    expect([taken.length, through]).toEqual([512, 512]);
    await arrivals.room();
  });
});
