const BACKOFF_MS = 100;
const BACKOFF_MAX_MS = 30_000;

/** Aggregates whose next event the broker refuses: they are left out for a while, so that all others go on. */
export const parkedAggregates = () => {
  const parked = new Map<string, { readonly failures: number; readonly until: number }>();
  return {
    park: (aggregate: string): void => {
      const failures = (parked.get(aggregate)?.failures ?? 0) + 1;
      const waitMs = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** failures);
      parked.set(aggregate, { failures, until: performance.now() + waitMs });
    },
    /** Those to leave out now. One that was not refused again long after its wait is forgotten. */
    now: (): string[] => {
      const at = performance.now();
      for (const [aggregate, { until }] of parked) if (until + BACKOFF_MAX_MS < at) parked.delete(aggregate);
      return [...parked].filter(([, { until }]) => until > at).map(([aggregate]) => aggregate);
    },
  };
};
