import type { Context } from '@oms/contracts';
import { createSignal, pause, type Signal } from '@oms/workers';
import type { Broker } from '../broker';
import type { HealthRecord } from '../health';
import { logClient } from '../log/log-client';
import { applier } from './apply';
import { type Applying, beginReading, Interrupted, type Progress, transact } from './applying';
import { type Arrivals, arrivalsFrom } from './arrivals';
import { beginAttempt } from './cursors';
import { feed } from './feed';
import { retryDue } from './retry-parked';

export interface ReaderOptions extends Omit<Applying, 'stopping' | 'publisher'> {
  readonly publisher: Context;
  readonly broker: Broker;
  /** Names it in gauges: the consumer, and its partition where there are several. */
  readonly reader: string;
  /** Which slots of partition keys it reads. */
  readonly slots: number;
  readonly health: HealthRecord;
}

/** Events of one transaction; a backlog fills them. */
const BATCH_MAX = 256;
/** How long a cursor may stay behind what was read, when nothing of it mattered. */
const IDLE_MS = 10_000;
/** How often due parked events are read. */
const PARKED_POLL_MS = 250;
/** After more starts without any progress, events are applied one by one, to find the one that ends the process. */
const BATCHED_ATTEMPTS_MAX = 3;
/** With so many partition keys parked the cause is not in the events: reading stops until they are applied or dismissed. */
const PARKED_KEYS_MAX = 10_000;
/** How long a request to a publisher that is under way when the reader stops is waited for. */
const STOP_MS = 1_000;

/** Applies what arrives; events one by one, or none at all, where a process may have ended because of them. */
const applying = (self: Applying, { progress, arrivals, lag }: Reading) => {
  const { apply, skip } = applier(self, progress);
  const { publisher, retry } = self;
  let singlesLeft: number | undefined;
  let mustSkip = false;

  /** Counted only when there is something to apply: a start and a stop without that are no failed attempt. */
  const begin = async (): Promise<number> => {
    const attempts = await transact(self, (tx) => beginAttempt(tx, publisher, progress.cursor.slots));
    mustSkip = attempts > retry.attemptsMax;
    // As many as were applied together before: the one that ends the process is among them.
    return attempts > BATCHED_ATTEMPTS_MAX ? BATCH_MAX : 0;
  };

  return async (): Promise<void> => {
    if (arrivals.size() > 0) singlesLeft ??= await begin();
    const isSingle = singlesLeft !== undefined && singlesLeft > 0;
    const batch = arrivals.take(isSingle ? 1 : BATCH_MAX);
    const [first] = batch.entries;
    lag.taken = batch.entries.length;
    if (first !== undefined && mustSkip) await skip(first);
    await apply(batch);
    lag.taken = 0;
    if (first === undefined || singlesLeft === undefined) return;
    mustSkip = false;
    singlesLeft -= 1;
  };
};

/** What is not applied, besides what has arrived and waits. */
interface Lag {
  /** Known to lie in the log behind what has arrived. */
  ahead: number;
  /** In the transaction that is under way. */
  taken: number;
}

interface Reading {
  readonly progress: Progress;
  readonly arrivals: Arrivals;
  readonly arrived: Signal;
  readonly lag: Lag;
}

const parkedEvents = ({ parked }: Progress): number => [...parked.values()].reduce((sum, events) => sum + events, 0);

/** Applies and retries until it is stopped. */
const applyUntilStopped = async (options: ReaderOptions, self: Applying, reading: Reading): Promise<void> => {
  const { progress, arrivals, arrived, lag } = reading;
  const { reader, health, metrics } = options;
  const applyNext = applying(self, reading);
  let flushedAt = performance.now();
  let polledAt = -Infinity;

  const retryParked = async (): Promise<boolean> => {
    if (progress.parked.size === 0 || performance.now() - polledAt < PARKED_POLL_MS) return false;
    const more = await retryDue(self, progress);
    if (!more) polledAt = performance.now();
    return more;
  };

  const mayRead = (): boolean => {
    if (progress.parked.size < PARKED_KEYS_MAX) return true;
    health.fail(`${progress.parked.size.toString()} partition keys are parked`);
    return false;
  };

  const hasWork = (): boolean => {
    const isIdle = performance.now() - flushedAt >= IDLE_MS;
    return arrivals.size() > 0 || (isIdle && arrivals.through() > progress.cursor.position);
  };

  while (!self.stopping.aborted) {
    const more = await retryParked();
    metrics.parked.set({ consumer: reader }, parkedEvents(progress));
    metrics.lag.set({ consumer: reader }, lag.ahead + arrivals.size());
    if (mayRead() && hasWork()) {
      await applyNext();
      flushedAt = performance.now();
    } else if (!more) {
      await arrived.wait(progress.parked.size > 0 ? PARKED_POLL_MS : IDLE_MS);
    }
  }
};

/** Reads while it leads: until `lost` is aborted, or another reader has moved the cursor. */
export const readWhileLeading = async (options: ReaderOptions, lost: AbortSignal): Promise<void> => {
  const { consumer, reader, publisher, broker, handle, metrics } = options;
  const stopping = new AbortController();
  const self: Applying = { ...options, stopping: stopping.signal };
  const arrived = createSignal();
  const progress = await beginReading(self, options.slots);
  const arrivals = arrivalsFrom(progress.cursor.position, () => {
    arrived.wake();
  });
  let failure: Error | undefined;
  const lag: Lag = { ahead: 0, taken: 0 };
  const unapplied = (): number => lag.ahead + lag.taken + arrivals.size();

  const stop = (): void => {
    stopping.abort();
    arrivals.close();
    arrived.wake();
  };

  const feeding = feed({
    ...options,
    label: consumer,
    client: logClient(broker, publisher),
    types: handle.types,
    arrivals,
    stopping: stopping.signal,
    onLag: (events) => {
      lag.ahead = events;
      metrics.lag.set({ consumer: reader }, unapplied());
    },
  }).catch((error: unknown) => {
    failure = error instanceof Error ? error : new Error(String(error));
    stop();
  });

  lost.addEventListener('abort', stop);
  if (lost.aborted) stop();
  try {
    await applyUntilStopped(options, self, { progress, arrivals, arrived, lag });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    lost.removeEventListener('abort', stop);
    stop();
    await Promise.race([feeding, pause(STOP_MS)]);
    // The next active reader reports them.
    metrics.lag.remove({ consumer: reader });
    metrics.parked.remove({ consumer: reader });
  }
  if (failure !== undefined) throw failure;
};
