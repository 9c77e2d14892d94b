import type { Envelope } from '@oms/contracts';
import type { Tx } from '@oms/database';
import { backoff } from '@oms/workers';
import { errorText, reasonOf } from '../error-text';
import { type Applying, type Progress, transact } from './applying';
import { moveCursor } from './cursors';
import { handledByInbox } from './inbox';
import { countWaiting, deadLettersBefore, parkEvents } from './parked-events';
import { parkedFrom, type ReadableEntry } from './readable-entry';
import { awaitsLog, isExhausted } from './retry-policy';

const MS_PER_SECOND = 1_000;

/** Without those that took effect before there were cursors. */
const notInInbox = async (
  tx: Tx,
  consumer: string,
  { events, since }: { readonly events: readonly Envelope[]; readonly since: number | undefined },
): Promise<readonly Envelope[]> => {
  if (since === undefined || events.length === 0) return events;
  const handled = await handledByInbox(
    tx,
    consumer,
    events.map(({ id }) => id),
  );
  return events.filter(({ id, time }) => !handled.has(id) && Date.parse(time) >= since);
};

/** Publishes, for each dead letter that these wait behind, how many wait now. */
const announceWaiting = async (tx: Tx, self: Applying, followers: readonly ReadableEntry[]): Promise<void> => {
  if (followers.length === 0) return;
  const { publisher, deadLetters } = self;
  const byKey = new Map(followers.map((follower) => [follower.key, follower]));
  for (const { id, key, position } of await deadLettersBefore(tx, publisher, [...byKey.keys()])) {
    const event = byKey.get(key)?.event;
    const waiting = await countWaiting(tx, publisher, { partitionKey: key, position });
    if (event !== undefined) await deadLetters.grow(tx, id, { waiting, event });
  }
};

const noteParked = (progress: Progress, entries: readonly ReadableEntry[]): void => {
  if (entries.length === 0) return;
  const parked = new Map(progress.parked);
  for (const { key } of entries) parked.set(key, (parked.get(key) ?? 0) + 1);
  progress.parked = parked;
};

export interface Commitment {
  readonly events: readonly Envelope[];
  /** Entries whose partition key is parked: they join it. */
  readonly followers: readonly ReadableEntry[];
  /** Where the cursor is moved to. */
  readonly through: number;
}

/**
 * Effects, new events, what has to wait and the cursor: all of it, or nothing.
 *
 * @throws {Deposed} when another reader took over; what the handler throws.
 */
export const commit = async (self: Applying, progress: Progress, commitment: Commitment): Promise<void> => {
  const { consumer, publisher, handle, metrics } = self;
  const { followers, through } = commitment;
  const { cursor, applied } = await transact(self, async (tx) => {
    const moved = await moveCursor(tx, publisher, { from: progress.cursor, to: through });
    const events = await notInInbox(tx, consumer, { events: commitment.events, since: progress.inboxSince });
    if (events.length > 0) await handle(tx, events);
    await parkEvents(tx, publisher, followers.map(parkedFrom));
    await announceWaiting(tx, self, followers);
    return { cursor: moved, applied: events };
  });
  progress.cursor = cursor;
  noteParked(progress, followers);
  metrics.handled.inc({ consumer }, applied.length);
  const now = Date.now();
  for (const { time } of applied) metrics.delay.observe({ consumer }, (now - Date.parse(time)) / MS_PER_SECOND);
};

/** Parks an entry that could not be applied, and moves the cursor past it. Without an attempt left it becomes a dead letter. */
export const park = async (
  self: Applying,
  progress: Progress,
  { entry, error, attempts }: { readonly entry: ReadableEntry; readonly error: unknown; readonly attempts: number },
): Promise<void> => {
  const { consumer, publisher, retry, logger } = self;
  const waitMs = isExhausted(attempts, retry, error) ? 0 : backoff(attempts, retry);
  progress.cursor = await transact(self, async (tx) => {
    const moved = await moveCursor(tx, publisher, { from: progress.cursor, to: entry.position });
    await parkEvents(tx, publisher, [
      { ...parkedFrom(entry), failure: { error: errorText(error), attempts, awaitsLog: awaitsLog(error), waitMs } },
    ]);
    return moved;
  });
  noteParked(progress, [entry]);
  const { position, type, event } = entry;
  const facts = { consumer, position, type, correlationId: event?.correlationid, attempts, waitMs };
  logger.warn({ ...facts, reason: reasonOf(error) }, 'event parked');
};
