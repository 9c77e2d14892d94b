import type { OrderStatusFeed, StatusNotice } from '../ports/order-status-feed';

/** A feed whose notices the test publishes. */
export const inMemoryOrderStatusFeed = () => {
  const listeners = new Set<(notice: StatusNotice) => void>();
  const statusFeed: OrderStatusFeed = {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    statusFeed,
    publish: (notice: StatusNotice) => {
      for (const listener of listeners) listener(notice);
    },
    subscribers: () => listeners.size,
  };
};
