import type { StockFeed, StockListener } from '../ports/stock-feed';

export interface InMemoryStockFeed extends StockFeed {
  publish(skus: readonly string[]): void;
  /** What is published while the work runs is lost; the listeners are then notified of a gap. */
  disconnectedDuring(work: () => Promise<unknown>): Promise<void>;
  subscribers(): number;
}

export const inMemoryStockFeed = (): InMemoryStockFeed => {
  const listeners = new Set<StockListener>();
  let connected = true;
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish: (skus) => {
      if (connected) for (const { onChange } of listeners) onChange(skus);
    },
    disconnectedDuring: async (work) => {
      connected = false;
      await work();
      connected = true;
      for (const { onGap } of listeners) onGap();
    },
    subscribers: () => listeners.size,
  };
};
