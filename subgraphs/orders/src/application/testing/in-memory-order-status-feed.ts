import type { News, OrderNews } from '../ports/order-news';

/** News that a test tells itself. */
export const toldNews = () => {
  const listeners = new Set<(news: News) => void>();
  const news: OrderNews = {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    news,
    tell: (told: News) => {
      for (const listener of listeners) listener(told);
    },
    listening: () => listeners.size,
  };
};
