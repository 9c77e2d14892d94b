import type { Context } from '@oms/contracts';
import type { Service } from '@oms/kernel';
import { createSignal } from '@oms/workers';
import { type Health, healthOf } from '../health';
import { relayMetrics } from '../metrics';
import { leadWhenAlone, type Session } from './leadership';
import { publishWhileLeading } from './publish-while-leading';
import { publisherOf, type RelayOptions } from './publisher';
import { recentEvents } from './recent-events';

/** Outside the streams' subjects: a wake message that is lost costs no more than the wait for the next poll. */
export const wakeSubject = (context: Context): string => `oms-relay.${context}.wake`;

/** Numbers the committed events of a context, and publishes them in that order. */
export interface Relay extends Service {
  readonly health: Health;
}

/**
 * One relay per context is active, by an advisory lock of its session; the others stand by. Nothing depends on that: the
 * table decides on positions, and the stream takes each event only after the one before it, so that a relay that was
 * paused and resumes when another has taken over cannot publish twice, or out of order.
 *
 * It is woken by this process's commits, and by a message from a relay that stands by; only its poll is relied on.
 */
export const relay = (options: RelayOptions): Relay => {
  const { context, database, broker, logger } = options;
  const metrics = relayMetrics(options.metrics);
  const health = healthOf();
  const signal = createSignal();
  const running = new AbortController();
  const recent = recentEvents();
  let leading = false;
  let finished: Promise<void> = Promise.resolve();
  let unsubscribe: readonly (() => void)[] = [];

  const lead = async (session: Session): Promise<void> => {
    const publisher = await publisherOf({ ...options, relayMetrics: metrics, recent, session });
    const unsubscribeFromReconnect = broker.onReconnect(() => {
      publisher.forget();
    });
    leading = true;
    metrics.active.set(1);
    try {
      const stopping = running.signal;
      await publishWhileLeading({ publisher, broker, health, logger, signal, stopping });
    } finally {
      unsubscribeFromReconnect();
      leading = false;
      recent.clear();
      metrics.active.set(0);
    }
  };

  const wake = (): void => {
    if (leading) signal.wake();
    else if (broker.ready()) broker.nc.publish(wakeSubject(context));
  };

  const start = (): Promise<void> => {
    metrics.active.set(0);
    const wakeMessages = broker.nc.subscribe(wakeSubject(context), {
      callback: () => {
        if (leading) wake();
      },
    });
    unsubscribe = [
      database.onEventsCommitted((events) => {
        if (leading) recent.add(events);
        wake();
      }),
      () => {
        wakeMessages.unsubscribe();
      },
    ];
    finished = leadWhenAlone({ database, logger, health, stopping: running.signal, lead });
    return Promise.resolve();
  };

  const stop = async (): Promise<void> => {
    for (const end of unsubscribe) end();
    running.abort();
    signal.wake();
    await finished;
  };

  return { start, stop, health };
};
