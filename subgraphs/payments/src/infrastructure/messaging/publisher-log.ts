import type { EventMessaging } from '@oms/messaging';
import type { PublisherLog } from '../../application/ports/publisher-log';

/** How long this context may take to apply what lies before the end of the log. */
const WITHIN_MS = 2_000;

/** The log of orders, as far as this context has applied it. */
export const orderLog = (events: Pick<EventMessaging, 'caughtUp'>): PublisherLog => ({
  caughtUp: async (orderIds) => {
    const partitionKeys = orderIds;
    const isCaughtUp = await events.caughtUp({ publisher: 'orders', partitionKeys, withinMs: WITHIN_MS });
    return isCaughtUp ? 'caught-up' : 'behind';
  },
});
