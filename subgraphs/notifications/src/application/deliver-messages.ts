import { judge, type Patience } from '../domain/delivery';
import type { Channels } from './ports/channels';
import type { Deliveries } from './ports/customer-messages';

/** At once in flight: the size of a batch, and so the load on the mail server. */
const BATCH_MAX = 20;
/** Longer than any channel may take to answer. */
const LEASE_MS = 60_000;

/**
 * Sends one batch of what is due and records the outcomes together. Answers whether there may be more.
 *
 * A process that dies between sending and recording sends again; the message's id lets the channel recognise it.
 */
export const deliverMessages =
  (deliveries: Deliveries, channels: Channels, patience: Patience) => async (): Promise<boolean> => {
    const due = await deliveries.claim(BATCH_MAX, LEASE_MS);
    if (due.length === 0) return false;
    const results = await Promise.all(
      due.map(async (message) => ({
        message,
        verdict: judge(await channels[message.channel](message), message.attempts, patience),
      })),
    );
    await deliveries.settle(results);
    return due.length === BATCH_MAX;
  };
