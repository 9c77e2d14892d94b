import { type Database, isDatabaseUnavailable, type Tx } from '@oms/database';
import type { RetryPolicy } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import { backoff, pause } from '@oms/workers';
import type { ConsumerMetrics } from '../metrics';
import { slotsIn } from '../partition';
import { reasonOf } from '../error-text';
import { type Cursor, findCursor } from './cursors';
import type { DeadLetters } from './dead-letters';
import type { Handle } from './dispatch';
import { inboxSince } from './inbox';
import { parkedKeys } from './parked-events';

/** What is needed to apply the events of one publisher. */
export interface Applying {
  /** Names the consumer in dead letters and metrics, such as `payments.orders`. */
  readonly consumer: string;
  readonly publisher: string;
  readonly handle: Handle;
  readonly database: Pick<Database, 'transaction'>;
  readonly deadLetters: DeadLetters;
  readonly retry: RetryPolicy;
  readonly logger: Logger;
  readonly metrics: ConsumerMetrics;
  /** Aborted when the reader stops. */
  readonly stopping: AbortSignal;
}

/** The state of a reader while it leads; all of it is in the database. */
export interface Progress {
  cursor: Cursor;
  /** How many events are parked for each partition key. */
  parked: ReadonlyMap<string, number>;
  /** When the inbox of an earlier version begins; undefined where there is none. */
  readonly inboxSince: number | undefined;
}

const TRANSIENT_BACKOFF = { backoffMs: 100, backoffMaxMs: 2_000 };

/** The reader stops while its database is unavailable. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Repeats the work as long as it fails because the database is unavailable, until the reader stops. */
const whileTransient = async <T>(
  { logger, stopping, consumer }: Pick<Applying, 'logger' | 'stopping' | 'consumer'>,
  work: () => Promise<T>,
): Promise<T> => {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      if (stopping.aborted) throw new Interrupted();
      if (failures === 1) logger.warn({ consumer, reason: reasonOf(error) }, 'events wait for the database');
    }
    await pause(backoff(failures, TRANSIENT_BACKOFF), stopping);
  }
};

/**
 * One transaction of background work.
 *
 * @throws {Interrupted} when the reader stops while its database is unavailable.
 */
export const transact = <T>(self: Applying, work: (tx: Tx) => Promise<T>): Promise<T> =>
  whileTransient(self, () => self.database.transaction(work, { pool: 'work' }));

/** The state with which a reader begins. */
export const beginReading = (self: Applying, slots: number): Promise<Progress> =>
  transact(self, async (tx) => ({
    cursor: await findCursor(tx, self.publisher, slots),
    parked: await parkedKeys(tx, self.publisher, slotsIn(slots)),
    inboxSince: await inboxSince(tx, self.consumer),
  }));
