import type { LiveFeed } from '@oms/messaging';
import type { OrderStatusFeed, StatusNotice } from '../../application/ports/order-status-feed';
import { statusChangeOf } from './event-mapping';

/** The status changes in this context's own stream, which every replica receives. */
export const natsOrderStatusFeed = (feed: Pick<LiveFeed, 'subscribe' | 'onGap'>): OrderStatusFeed => {
  const listeners = new Set<(notice: StatusNotice) => void>();
  const notify = (notice: StatusNotice): void => {
    for (const listener of listeners) listener(notice);
  };
  feed.onGap(() => {
    notify({ kind: 'Gap' });
  });
  // Once for all subscribers: an event is parsed once, however many clients watch.
  feed.subscribe((event) => {
    if (listeners.size === 0) return;
    try {
      const change = statusChangeOf(event);
      if (change !== undefined) notify({ kind: 'Changed', change });
    } catch {
      // The consumers report what does not match its contract. Something happened, so the subscribers read the history.
      notify({ kind: 'Gap' });
    }
  });
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
