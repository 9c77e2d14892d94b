import type { LiveFeed } from '@oms/messaging';
import type { News, OrderNews } from '../../application/ports/order-news';
import { statusChangeOf } from './status-changes';

/** News of the orders as this context's own stream brings them to every replica. */
export const orderNews = (feed: Pick<LiveFeed, 'subscribe' | 'onGap'>): OrderNews => {
  const listeners = new Set<(news: News) => void>();
  const tell = (news: News): void => {
    for (const listener of listeners) listener(news);
  };
  feed.onGap(() => {
    tell({ kind: 'Missed' });
  });
  // Once for all subscribers: an event is read once, however many clients watch.
  feed.subscribe((event) => {
    if (listeners.size === 0) return;
    try {
      const change = statusChangeOf(event);
      if (change !== undefined) tell({ kind: 'Changed', change });
    } catch {
      // What no contract can read is for the consumers to report. Something happened, so look into the history.
      tell({ kind: 'Missed' });
    }
  });
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
