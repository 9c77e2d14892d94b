import { type Context, type Envelope, subjectsOf } from '@oms/contracts';
import type { Service } from '@oms/kernel';
import type { Subscription } from 'nats';
import type { Broker } from './broker';
import { parseEnvelope } from './message';

/** Events as they are published on a stream, without those of the past: for GraphQL subscriptions. */
export interface LiveFeed extends Service {
  /**
   * An event may arrive more than once, and long after it was recorded when a stream is rebuilt: compare its sequence.
   * Its data is not parsed. The listener must not throw. Returns how to unsubscribe.
   */
  subscribe(listener: (event: Envelope) => void): () => void;
  /** The listener is called when events may have been missed: read the present state again. Returns how to unsubscribe. */
  onGap(listener: () => void): () => void;
}

/** Every process gets each event, unlike a durable consumer, whose messages go to one process of a context. */
export const liveFeed = (broker: Broker, stream: Context): LiveFeed => {
  const listeners = new Set<(event: Envelope) => void>();
  const gapListeners = new Set<() => void>();
  let subscription: Subscription | undefined;
  let endGaps: () => void = () => undefined;

  const deliver = (bytes: Uint8Array): void => {
    if (listeners.size === 0) return;
    let event: Envelope;
    try {
      event = parseEnvelope(bytes);
    } catch {
      // The consumers report and park it.
      return;
    }
    for (const listener of listeners) listener(event);
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onGap: (listener) => {
      gapListeners.add(listener);
      return () => gapListeners.delete(listener);
    },
    start: async () => {
      subscription = broker.nc.subscribe(subjectsOf(stream), {
        callback: (error, message) => {
          if (error === null) deliver(message.data);
        },
      });
      endGaps = broker.onReconnect(() => {
        for (const listener of gapListeners) listener();
      });
      // The server has the subscription before the first event that a client waits for.
      await broker.nc.flush();
    },
    stop: () => {
      endGaps();
      subscription?.unsubscribe();
      subscription = undefined;
      return Promise.resolve();
    },
  };
};
