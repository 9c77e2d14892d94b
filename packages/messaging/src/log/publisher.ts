import type { Context } from '@oms/contracts';
import { type Database, sqlStateOf } from '@oms/database';
import type { Logger, Metrics } from '@oms/telemetry';
import type { Broker } from '../broker';
import { reasonOf } from '../error-text';
import type { RelayMetrics } from '../metrics';
import { backlogOf } from './backlog';
import { eraseRedacted } from './erase-redacted';
import { type EventLog, eventLog, indexesOnly, onSession, SessionFailed } from './event-log';
import type { Session } from './leadership';
import { publishInOrder } from './publish';
import type { RecentEvents } from './recent-events';
import { reconcile } from './reconcile';
import { recreateStream } from './stream';

export interface RelayOptions {
  readonly context: Context;
  readonly database: Database;
  readonly broker: Broker;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface PublisherOptions extends RelayOptions {
  readonly relayMetrics: RelayMetrics;
  readonly recent: RecentEvents;
  readonly session: Session;
}

/** Numbered by one statement, and published together. */
const BATCH_MAX = 256;
const MEASURE_MS = 2_000;
const ERASE_MS = 2_000;
/** How often the stream is compared with the log while all goes well: it may be lost while nothing is published. */
const CHECK_MS = 5_000;
const UNIQUE_VIOLATION = '23505';

export interface Publisher {
  /**
   * Gives a batch of committed events their positions. `announced`: there are some, so that the table need not be read first.
   *
   * @throws {SessionFailed}
   */
  number(announced: boolean): Promise<void>;
  /** Sets the metrics of what waits, at most every 2 s. It throws SessionFailed. */
  measure(): Promise<void>;
  /** Publishes a batch of what has a position. It throws what the broker answered, LogWentBack, or SessionFailed. */
  publish(): Promise<void>;
  /** Whether there is more to publish than the last batch took. */
  isBehind(): boolean;
  /** Has the stream compared with the log before the next publication. */
  forget(): void;
}

/** Acts at most so often. */
const every = (ms: number, act: () => Promise<void>): (() => Promise<void>) => {
  let doneAt = -Infinity;
  return async () => {
    if (performance.now() - doneAt < ms) return;
    doneAt = performance.now();
    await act();
  };
};

/** Not awaited: overwriting messages is slow, and new events must not wait for it. */
const inBackground = (logger: Logger, erase: () => Promise<void>): (() => void) => {
  let beganAt = -Infinity;
  let isBusy = false;
  return () => {
    if (isBusy || performance.now() - beganAt < ERASE_MS) return;
    beganAt = performance.now();
    isBusy = true;
    void erase()
      .catch((error: unknown) => {
        logger.warn({ reason: reasonOf(error) }, 'redacted events could not be erased; it is tried again');
      })
      .finally(() => {
        isBusy = false;
      });
  };
};

interface State {
  /** The end of the log, as far as is known. */
  head: number;
  /** There may be committed events without a position. */
  more: boolean;
  /** The position to publish next; undefined while the stream has to be compared with the log. */
  next: number | undefined;
  /** What `next` was when it was last known, by this process or another. */
  lastNext: number;
}

/** Gives committed events positions, and notes which. */
const numbering = (log: EventLog, state: State, remember: ReturnType<typeof backlogOf>['remember']) => {
  const isNeeded = async (): Promise<boolean> => {
    const { head, more } = await log.look();
    state.head = head;
    return more;
  };
  return async (announced: boolean): Promise<void> => {
    try {
      if (!announced && !state.more && !(await isNeeded())) return;
      const { head, numbered } = await log.number(BATCH_MAX);
      state.head = head;
      state.more = numbered.length === BATCH_MAX;
      remember(numbered);
    } catch (error) {
      // Another process numbered them meanwhile.
      if (!(error instanceof SessionFailed) || sqlStateOf(error.cause) !== UNIQUE_VIOLATION) throw error;
      state.more = true;
    }
  };
};

/** A relay's view of its log and its stream while it leads. */
export const publisherOf = async (options: PublisherOptions): Promise<Publisher> => {
  const { context, broker, logger, relayMetrics, recent, session } = options;
  await session.query(indexesOnly.session);
  const run = onSession(session);
  const log = eventLog(run);
  const lastNext = (await log.published()) + 1;
  const state: State = { head: await log.head(), more: false, next: undefined, lastNext };
  const { remember, forgetUpTo, read } = backlogOf(log, recent);

  const forget = (): void => {
    state.next = undefined;
  };

  const check = every(CHECK_MS, () => {
    forget();
    return Promise.resolve();
  });

  const erase = inBackground(logger, () => eraseRedacted({ run, broker, context, next: state.next ?? 1 }));

  const publish = async (): Promise<void> => {
    await check();
    const { head } = state;
    const first = state.next ?? (await reconcile({ context, broker, log, logger }, head, state.lastNext));
    state.next = first;
    erase();
    if (first > head) return;
    const events = await read(first - 1, { upTo: head, limit: BATCH_MAX });
    const start = events[0]?.position ?? head + 1;
    if (start !== first) {
      // An operator moved the end of the log on: between the stream's last message and this position there is no event.
      logger.warn({ context, after: first - 1, start }, 'the log has no events in between; its stream is recreated');
      await recreateStream(broker, context, start);
      state.next = start;
      return;
    }
    const { taken, failure } = await publishInOrder(broker, context, events);
    relayMetrics.published.inc(taken);
    const next = first + taken;
    state.lastNext = next;
    forgetUpTo(next - 1);
    if (failure !== undefined) {
      forget();
      throw failure;
    }
    // After a reconnect meanwhile the stream has to be compared again.
    if (state.next === first) state.next = next;
  };

  return {
    number: numbering(log, state, remember),
    measure: every(MEASURE_MS, async () => {
      const { head, next } = state;
      const from = next ?? state.lastNext;
      if (next !== undefined) await log.notePublished(next - 1);
      relayMetrics.unpublished.set(head - from + 1);
      relayMetrics.lagSeconds.set(from > head ? 0 : await log.ageOf(from));
    }),
    publish,
    isBehind: () => state.more || (state.next !== undefined && state.next <= state.head),
    forget,
  };
};
