const WINDOW_MS = 1_000;

/** Says of each message whether it still fits into its second. */
export const messageRate = (perSecondMax: number): (() => boolean) => {
  let windowEnds = 0;
  let count = 0;
  return () => {
    const now = Date.now();
    if (now >= windowEnds) {
      windowEnds = now + WINDOW_MS;
      count = 0;
    }
    count += 1;
    return count <= perSecondMax;
  };
};
