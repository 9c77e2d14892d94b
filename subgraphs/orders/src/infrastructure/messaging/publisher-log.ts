import { setTimeout as delay } from 'node:timers/promises';
import { type Context, streamOf } from '@oms/contracts';
import type { Broker } from '@oms/messaging';
import type { Logger } from '@oms/telemetry';
import type { PublisherLog } from '../../application/ports/publisher-log';

/** The publisher's relay looks at least every 250 ms for what is committed: after this, all of it is in the stream. */
const RELAY_MS = 500;
/** How long the consumer may take to apply what the stream holds. */
const WITHIN_MS = 2_000;
const POLL_MS = 50;

interface Watched {
  readonly publisher: Context;
  /** The durable consumer of this context on the publisher's stream. */
  readonly consumer: Context;
  readonly logger: Logger;
}

/**
 * The publisher's log as JetStream shows it: caught up when the consumer has acknowledged, and so applied, all that the
 * stream holds. What a relay that is down has not published yet it cannot see.
 */
export const jetstreamPublisherLog = (
  { jsm }: Pick<Broker, 'jsm'>,
  { publisher, consumer, logger }: Watched,
): PublisherLog => ({
  caughtUp: async () => {
    const stream = streamOf(publisher);
    try {
      await delay(RELAY_MS);
      const { state } = await jsm.streams.info(stream);
      for (let waitedMs = 0; waitedMs < WITHIN_MS; waitedMs += POLL_MS) {
        const { ack_floor: applied } = await jsm.consumers.info(stream, consumer);
        if (applied.stream_seq >= state.last_seq) return 'caught-up';
        await delay(POLL_MS);
      }
    } catch (err) {
      logger.warn({ err, publisher }, 'whether all events are applied cannot be told');
    }
    return 'behind';
  },
});
