/** Grows with every try, up to a maximum. `luck` (0 to 1) spreads those that failed together. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const backoffMs = ({ firstMs, maxMs }: Backoff, tries: number, luck: number): number => {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.max(0, tries - 1));
  // At least half of it: a wait of nothing would not be one.
  return Math.round((ceiling / 2) * (1 + luck));
};
