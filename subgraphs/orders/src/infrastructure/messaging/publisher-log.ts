import { productAdded } from '@oms/contracts';
import type { EventMessaging } from '@oms/messaging';
import type { PublisherLog } from '../../application/ports/publisher-log';

/** How long this context may take to apply what lies before the end of the log. */
const WITHIN_MS = 2_000;

/** The log of inventory, as far as this context has applied it. */
export const catalogueLog = (events: Pick<EventMessaging, 'caughtUp'>): PublisherLog => ({
  caughtUp: async (skus) => {
    const partitionKeys = skus.map((sku) => `${productAdded.aggregateType}/${sku}`);
    const isCaughtUp = await events.caughtUp({ publisher: 'inventory', partitionKeys, withinMs: WITHIN_MS });
    return isCaughtUp ? 'caught-up' : 'behind';
  },
});
