import { backoffAfter, defaultRetry } from './retry-policy';

describe('the wait before the next attempt', () => {
  const longest = (attempts: number): number => backoffAfter(attempts, defaultRetry, 1);

  it('doubles from one attempt to the next, up to its limit', () => {
    expect([1, 2, 3, 4, 8, 9, 10, 50].map(longest)).toEqual([100, 200, 400, 800, 12_800, 25_600, 30_000, 30_000]);
  });

  it('is a random part of that, so that what failed together does not come back together', () => {
    expect([0, 0.25, 0.5].map((random) => backoffAfter(3, defaultRetry, random))).toEqual([0, 100, 200]);
  });
});
