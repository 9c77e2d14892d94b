import { backoff } from './backoff';

const policy = { backoffMs: 100, backoffMaxMs: 30_000 };
const waits = (attempts: number): readonly number[] =>
  Array.from({ length: 1_000 }, () => backoff(attempts, policy)).sort((one, other) => one - other);

describe('the wait before the next attempt', () => {
  it.each([
    [1, 100],
    [2, 200],
    [3, 400],
    [8, 12_800],
    [9, 25_600],
    [10, 30_000],
    [5_000, 30_000],
  ])('after %i failed attempts is between half and all of %i ms', (attempts, longestMs) => {
    const all = waits(attempts);
    expect(all[0]).toBeGreaterThanOrEqual(longestMs / 2);
    expect(all.at(-1)).toBeLessThanOrEqual(longestMs);
  });

  it('differs from one time to the next, so that what failed together is not tried again together', () => {
    expect(new Set(waits(10)).size).toBeGreaterThan(100);
  });

  it('is a whole number of milliseconds', () => {
    expect(waits(3).every(Number.isInteger)).toBe(true);
  });
});
