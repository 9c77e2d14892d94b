import type { Context } from '@oms/contracts';
import type { Logger } from '@oms/telemetry';
import { backoff, pause } from '@oms/workers';
import type { JsMsg } from 'nats';
import type { Broker } from '../broker';
import type { HealthRecord } from '../health';
import type { LogClient } from '../log/log-client';
import { isLogStream, isOwn, streamInfo } from '../log/stream';
import { reasonOf } from '../error-text';
import type { Arrivals } from './arrivals';
import { withStreamMessages } from './stream-messages';

/** The cursor is beyond the end of its publisher's log: one of the two databases is an older one. */
class CursorAhead extends Error {
  override readonly name = 'CursorAhead';
}

export interface FeedOptions {
  /** Such as `payments.orders`. */
  readonly label: string;
  readonly publisher: Context;
  readonly broker: Broker;
  readonly client: LogClient;
  /** Which types matter; all when it is left out. */
  readonly types: ReadonlySet<string> | undefined;
  readonly arrivals: Arrivals;
  readonly health: HealthRecord;
  readonly logger: Logger;
  readonly stopping: AbortSignal;
  /** Called with how much of the log is known to lie ahead of what has arrived. */
  readonly onLag: (events: number) => void;
}

const FAILURE_BACKOFF = { backoffMs: 100, backoffMaxMs: 1_000 };
const DISCONNECTED_MS = 50;
/** The stream does not reach back to what was just read; its relay recreates it, or catches up, in a moment. */
const UNREACHED_MS = 100;

/** `oms.orders.order-created.v1` is of the type `orders.order-created.v1`. */
const typeOf = (subject: string): string => subject.slice('oms.'.length);

const matters = ({ types }: FeedOptions, type: string): boolean => types?.has(type) ?? true;

/** Reads from the publisher what comes after what has arrived, up to a position or to the end of the log. */
const readLog = async (self: FeedOptions, upTo: number): Promise<void> => {
  const { label, publisher, client, types, arrivals, stopping, onLag } = self;
  const wanted = types === undefined ? undefined : [...types];
  while (arrivals.through() < upTo && !stopping.aborted) {
    await arrivals.room();
    const after = arrivals.through();
    const { entries, upTo: known, head } = await client.page(after, wanted);
    if (head < after)
      throw new CursorAhead(
        `${label} has applied events up to ${after.toString()}, but the log of ${publisher} ends at ` +
          `${head.toString()}: one of the two databases was restored from a backup. See the runbook.`,
      );
    arrivals.add(entries, known);
    onLag(head - known);
    if (known >= head) return;
  }
};

/** Whether the stream agrees with the log up to this message. */
const arrive = async (self: FeedOptions, message: JsMsg): Promise<boolean> => {
  const { arrivals, onLag } = self;
  const { seq, subject } = message;
  // Purged, erased, or dropped for its age while the reader was busy: the log has it.
  if (seq > arrivals.through() + 1) await readLog(self, seq - 1);
  if (seq <= arrivals.through()) return true;
  if (seq > arrivals.through() + 1 || !isOwn(seq, message.headers)) return false;
  const type = typeOf(subject);
  await arrivals.room();
  arrivals.add(matters(self, type) ? [{ position: seq, type, message: message.string() }] : [], seq);
  onLag(message.info.pending);
  return true;
};

/** Reads the stream until it ends, or does not agree with the log. */
const follow = (self: FeedOptions): Promise<void> =>
  withStreamMessages(self, self.arrivals.through(), async (messages) => {
    self.health.succeed();
    for await (const message of messages) {
      if (self.stopping.aborted) return;
      if (await arrive(self, message)) continue;
      const { seq: sequence } = message;
      self.logger.error({ consumer: self.label, sequence }, 'the stream has a message that is not the event there');
      await pause(UNREACHED_MS, self.stopping);
      await readLog(self, sequence);
      return;
    }
  });

/** Whether the stream holds, or will hold, what comes next. */
const reaches = async ({ broker, publisher, arrivals }: FeedOptions): Promise<boolean> => {
  const info = await streamInfo(broker, publisher);
  if (info === undefined || !isLogStream(info)) return false;
  const { first_seq: first, last_seq: last } = info.state;
  return first <= arrivals.through() + 1 && last >= arrivals.through();
};

const advance = async (self: FeedOptions): Promise<void> => {
  const { broker, arrivals, health, stopping } = self;
  if (!broker.ready()) throw new Error('not connected to NATS');
  if (await reaches(self)) {
    await follow(self);
    return;
  }
  const before = arrivals.through();
  await readLog(self, Number.MAX_SAFE_INTEGER);
  health.succeed();
  // Nothing new, and the stream still begins or ends elsewhere: its relay is about to recreate it.
  if (arrivals.through() === before) await pause(UNREACHED_MS, stopping);
};

/**
 * Reads the events of a publisher's log, from a position on, in order and without a gap: from the stream where it has
 * them, from the publisher where it has not. It reads all types, because only then a gap can be noticed.
 *
 * @throws {CursorAhead}
 */
export const feed = async (self: FeedOptions): Promise<void> => {
  const { label, broker, health, logger, stopping } = self;
  for (let failures = 0; !stopping.aborted;) {
    try {
      await advance(self);
      failures = 0;
    } catch (error) {
      if (error instanceof CursorAhead) throw error;
      failures += 1;
      health.fail(reasonOf(error));
      if (failures === 1) logger.warn({ consumer: label, reason: reasonOf(error) }, 'events cannot be read now');
      const waitMs = broker.ready() ? backoff(failures, FAILURE_BACKOFF) : DISCONNECTED_MS;
      await pause(waitMs, stopping);
    }
  }
};
