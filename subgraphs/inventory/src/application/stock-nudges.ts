import type { StockFeed } from './ports/stock-feed';

/** Which products to read anew; 'all' when changes may have been missed. */
export type Nudge = ReadonlySet<string> | 'all';

export interface StockNudges {
  /** Waits for the next change; undefined once stopped. */
  next(): Promise<Nudge | undefined>;
  /** Ends a wait under way. May be called twice. */
  stop(): void;
}

/**
 * Listens from the moment of the call, for one product or for all.
 *
 * Collects SKUs while the watcher is busy: however slow it is, no more than one entry per product waits for it.
 */
export const stockNudges = (feed: StockFeed, sku: string | undefined): StockNudges => {
  let changed = new Set<string>();
  let missed = false;
  let stopped = false;
  let wake: (() => void) | undefined;

  const stopListening = feed.listen({
    onChange: (skus) => {
      for (const each of skus) if (sku === undefined || sku === each) changed.add(each);
      if (changed.size > 0) wake?.();
    },
    onGap: () => {
      missed = true;
      wake?.();
    },
  });

  const something = (): boolean => stopped || missed || changed.size > 0;

  const take = (): Nudge | undefined => {
    const nudge: Nudge = missed ? 'all' : changed;
    missed = false;
    changed = new Set();
    return stopped ? undefined : nudge;
  };

  return {
    next: async () => {
      if (!something())
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return take();
    },
    stop: () => {
      stopped = true;
      stopListening();
      wake?.();
    },
  };
};
