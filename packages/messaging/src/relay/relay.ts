import { setTimeout as delay } from 'node:timers/promises';
import { type Context, streamOf } from '@oms/contracts';
import type { Database } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import type { Broker } from '../broker';
import { relayMetrics } from '../metrics';
import { reasonOf } from '../reason';
import { createSignal, type Signal } from '../signal';
import { type Outbox, outboxOf, type Session } from './outbox';
import { publishing } from './publishing';

export interface RelayOptions {
  readonly context: Context;
  readonly database: Database;
  readonly broker: Broker;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Another process publishes for this context; it is asked so often whether it still does. */
const STAND_BY_MS = 1_000;
/** After the database was lost. */
const RECOVER_MS = 500;

/**
 * Publishes waiting events in the order in which they were recorded.
 *
 * One relay per context is active, by an advisory lock of its session; the others stand by. The lock is per context, not
 * per row: `skip locked` would let two relays publish one aggregate's events out of order. A relay that was paused and
 * wakes up when another has taken over can at worst publish twice, which consumers drop by the message's id.
 *
 * It is woken by this process's commits; its poll finds what other processes committed.
 */
export const relay = (options: RelayOptions): Service & { wake(): void } => {
  const { context, database, logger } = options;
  const metrics = relayMetrics(options.metrics);
  const signal: Signal = createSignal();
  const running = new AbortController();
  let finished: Promise<void> = Promise.resolve();
  let unsubscribe: () => void = () => undefined;

  const untilLeader = async (outbox: Outbox): Promise<boolean> => {
    while (!running.signal.aborted) {
      if (await outbox.lock(`oms.relay.${database.schema}`)) return true;
      await delay(STAND_BY_MS, undefined, { signal: running.signal }).catch(() => undefined);
    }
    return false;
  };

  const lead = async (session: Session): Promise<void> => {
    const outbox = outboxOf(session, streamOf(context));
    if (!(await untilLeader(outbox))) return;
    await outbox.begin();
    metrics.active.set(1);
    await publishing({ ...options, outbox, relayMetrics: metrics, signal, stopping: running.signal });
  };

  const run = async (): Promise<void> => {
    while (!running.signal.aborted) {
      let session: Session | undefined;
      try {
        session = await database.session('relay');
        await lead(session);
      } catch (error) {
        logger.warn({ reason: reasonOf(error) }, 'the relay lost its database session; it takes a new one');
        await delay(RECOVER_MS, undefined, { signal: running.signal }).catch(() => undefined);
      } finally {
        metrics.active.set(0);
        // Its lock goes with it. Not awaited for long: a server that is gone does not say goodbye.
        void session?.end().catch(() => undefined);
      }
    }
  };

  return {
    wake: () => {
      signal.wake();
    },
    start: () => {
      unsubscribe = database.onEventsCommitted(() => {
        signal.wake();
      });
      finished = run();
      return Promise.resolve();
    },
    stop: async () => {
      unsubscribe();
      running.abort();
      signal.wake();
      await finished;
    },
  };
};
