import { setTimeout as delay } from 'node:timers/promises';
import { NatsError } from 'nats';
import type { RelayMetrics } from '../metrics';
import { reasonOf } from '../reason';
import type { Signal } from '../signal';
import { isMissing, isUnheard } from '../streams';
import { forgetOldRows } from './housekeeping';
import type { Outbox, StreamState } from './outbox';
import { parkedAggregates } from './parked-aggregates';
import { type Publication, publishRows } from './publish';
import { reconcile } from './reconcile';
import type { RelayOptions } from './relay-options';

export interface Publishing extends RelayOptions {
  readonly outbox: Outbox;
  readonly relayMetrics: RelayMetrics;
  readonly signal: Signal;
  readonly stopping: AbortSignal;
}

/** As many as are in flight at once; more are taken as soon as these are acknowledged. */
const BATCH_ROWS_MAX = 512;
/** Finds what other processes committed. */
const POLL_MS = 200;
/** How often the stream is compared with what was published to it while all goes well; it also keeps the session alive. */
const CHECK_MS = 5_000;
const HOUSEKEEPING_MS = 60 * 60 * 1_000;
const DISCONNECTED_MS = 50;
const BACKOFF_MS = 50;
const BACKOFF_MAX_MS = 1_000;

/** Does something at most so often. */
const every = (ms: number, act: () => Promise<void>): (() => Promise<void>) => {
  let doneAt = -Infinity;
  return async () => {
    if (performance.now() - doneAt < ms) return;
    doneAt = performance.now();
    await act();
  };
};

/** One pass over the outbox. `run` answers how many events it found; it throws a NatsError when the broker takes none. */
const publisher = ({ context, broker, outbox, logger, relayMetrics, database }: Publishing) => {
  const parked = parkedAggregates();
  let known: StreamState | undefined;

  const measure = every(CHECK_MS, async () => {
    const { seconds, rows } = await outbox.lag();
    relayMetrics.lagSeconds.set(seconds);
    relayMetrics.unpublished.set(rows);
    known = undefined;
  });
  const tidy = every(HOUSEKEEPING_MS, () => forgetOldRows(database));

  const settle = ({ published, failures }: Publication, state: StreamState): void => {
    const wentBack = published.some(
      ({ streamSequence, duplicate }) => !duplicate && streamSequence <= state.lastSequence,
    );
    if (wentBack) known = undefined;
    const [failure] = failures;
    if (failure === undefined) return;
    const { error } = failure;
    if (!(error instanceof NatsError) || published.length === 0 || isMissing(error) || isUnheard(error)) throw error;
    for (const { aggregate } of failures) parked.park(aggregate);
    logger.error({ eventId: failure.eventId, reason: reasonOf(error) }, 'an event is not taken by the broker');
  };

  const run = async (): Promise<number> => {
    await measure();
    await tidy();
    known ??= await reconcile({ broker, outbox, logger }, context);
    const state = known;
    const rows = await outbox.unpublished(BATCH_ROWS_MAX, parked.now());
    if (rows.length === 0) return 0;
    const publication = await publishRows(broker, { context, state, rows });
    await outbox.mark(publication.published);
    relayMetrics.published.inc(publication.published.length);
    settle(publication, state);
    return rows.length;
  };

  return {
    run,
    /** To be called before waiting for the broker: the lag grows, and the session must not look dead. */
    measure,
    /** The stream may not be what it was. */
    doubt: () => {
      known = undefined;
    },
  };
};

/** Publishes until it is told to stop. It throws when its database session is lost; for the broker it waits. */
export const publishing = async (self: Publishing): Promise<void> => {
  const { broker, logger, signal, stopping } = self;
  const { run, measure, doubt } = publisher(self);
  const unsubscribe = broker.onReconnect(doubt);
  let troubles = 0;
  const trouble = async (error: NatsError): Promise<void> => {
    doubt();
    troubles += 1;
    if (troubles === 1)
      logger.warn({ reason: reasonOf(error) }, 'events wait in the outbox: the broker does not take them');
    await delay(Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** troubles));
  };
  const step = async (): Promise<void> => {
    if (!broker.ready()) {
      doubt();
      await measure();
      await delay(DISCONNECTED_MS);
      return;
    }
    try {
      const found = await run();
      if (troubles > 0) logger.info('events are published again');
      troubles = 0;
      // Fewer than there is room for: what was committed since has woken us, or the poll finds it.
      if (found < BATCH_ROWS_MAX) await signal.wait(POLL_MS);
    } catch (error) {
      if (!(error instanceof NatsError)) throw error;
      await trouble(error);
    }
  };
  try {
    while (!stopping.aborted) await step();
  } finally {
    unsubscribe();
  }
};
