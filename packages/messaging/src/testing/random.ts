/** Random numbers, the same ones for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number below the limit. */
  below(limit: number): number;
  /** True with this chance, in percent. */
  percent(chance: number): boolean;
  pick<T>(from: readonly T[]): T;
}

const INCREMENT = 0x6d2b79f5;
const RANGE = 2 ** 32;

/** Mulberry32: small, and good enough to choose faults by. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + INCREMENT) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / RANGE;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    percent: (chance) => next() * 100 < chance,
    pick: <T>(from: readonly T[]): T => {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new Error('There is nothing to pick from.');
      return picked;
    },
  };
};
