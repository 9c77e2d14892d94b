import type { Context } from '@oms/contracts';
import type { Service } from '@oms/kernel';
import { relayMetrics } from '../metrics';
import { createSignal } from '../signal';
import { leadWhenAlone } from './leadership';
import type { Outbox } from './outbox';
import { publishing } from './publishing';
import type { RelayOptions } from './relay-options';

/** Outside the streams' subjects: a nudge that is lost costs no more than the wait for the next poll. */
const nudgeSubject = (context: Context): string => `oms-relay.${context}.wake`;

/**
 * Publishes waiting events in the order in which they were recorded.
 *
 * One relay per context is active, by an advisory lock of its session; the others stand by. The lock is per context, not
 * per row: `skip locked` would let two relays publish one aggregate's events out of order. A relay that was paused and
 * wakes up when another has taken over can at worst publish twice, which consumers drop by the message's id.
 *
 * It is woken by this process's commits, and by a nudge from a relay that stands by; its poll is what it relies on.
 */
export const relay = (options: RelayOptions): Service & { wake(): void } => {
  const { context, database, broker, logger } = options;
  const metrics = relayMetrics(options.metrics);
  const signal = createSignal();
  const running = new AbortController();
  let leading = false;
  let finished: Promise<void> = Promise.resolve();
  let unsubscribe: readonly (() => void)[] = [];

  const lead = async (outbox: Outbox): Promise<void> => {
    await outbox.begin();
    leading = true;
    metrics.active.set(1);
    try {
      await publishing({ ...options, outbox, relayMetrics: metrics, signal, stopping: running.signal });
    } finally {
      leading = false;
      metrics.active.set(0);
    }
  };

  const wake = (): void => {
    if (leading) signal.wake();
    else if (broker.ready()) broker.nc.publish(nudgeSubject(context));
  };

  const start = (): Promise<void> => {
    metrics.active.set(0);
    const nudges = broker.nc.subscribe(nudgeSubject(context), {
      callback: () => {
        signal.wake();
      },
    });
    const deafen = (): void => {
      nudges.unsubscribe();
    };
    unsubscribe = [database.onEventsCommitted(wake), deafen];
    finished = leadWhenAlone({ context, database, logger, stopping: running.signal, lead });
    return Promise.resolve();
  };

  const stop = async (): Promise<void> => {
    for (const end of unsubscribe) end();
    running.abort();
    signal.wake();
    await finished;
  };

  return { wake, start, stop };
};
