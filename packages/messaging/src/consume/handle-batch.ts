import { setTimeout as delay } from 'node:timers/promises';
import { type Database, isDatabaseTrouble } from '@oms/database';
import type { Logger } from '@oms/telemetry';
import type { ConsumerMetrics } from '../metrics';
import { reasonOf } from '../reason';
import type { DeadLetters } from './dead-letters';
import type { Handle } from './dispatch';
import { clearAttempts, countAttempt, takeNew } from './inbox';
import { type Delivery, type Message, type Readable, readMessage } from './message';
import { backoffAfter, type RetryPolicy } from './retry-policy';

export interface Handling {
  /** Names the consumer in the inbox and in dead letters, such as `payments.orders`. */
  readonly consumer: string;
  readonly handle: Handle;
  readonly database: Pick<Database, 'transaction'>;
  readonly deadLetters: Pick<DeadLetters, 'add'>;
  readonly retry: RetryPolicy;
  readonly logger: Logger;
  readonly metrics: ConsumerMetrics;
  /** Aborted when the consumer stops: what waits for the database is then left to another process. */
  readonly stopping: AbortSignal;
}

/** A message that failed twice is no longer taken together with others, or each of its attempts would cost them one. */
const TOGETHER_DELIVERIES_MAX = 2;
/** From here on an attempt is counted before it is made: a message that ends the process never gets to the count after. */
const COUNT_FIRST_DELIVERIES = 4;
const TROUBLE_MS = 100;
const TROUBLE_MAX_MS = 2_000;
const MS_PER_SECOND = 1_000;

/** The consumer stops while its database is away; the messages in hand are delivered again, to whoever asks. */
class Interrupted extends Error {}

const effects = ({ consumer, handle, database, metrics }: Handling) => ({
  /** Inbox, effects and new events of all these messages, or nothing of any. */
  take: async (messages: readonly Readable[]): Promise<void> => {
    const ids = messages.map(({ id }) => id);
    const repeated = messages.filter(({ delivery }) => delivery.deliveries > 1).map(({ id }) => id);
    const taken = await database.transaction(
      async (tx) => {
        const isNew = await takeNew(tx, consumer, ids);
        const fresh = [...new Map(messages.map((message) => [message.id, message.envelope])).values()];
        const events = fresh.filter(({ id }) => isNew.has(id));
        if (events.length > 0) await handle(tx, events);
        await clearAttempts(tx, consumer, repeated);
        return events;
      },
      { pool: 'work' },
    );
    for (const { delivery } of messages) delivery.ack();
    metrics.handled.inc({ consumer }, taken.length);
    metrics.duplicates.inc({ consumer }, messages.length - taken.length);
    const now = Date.now();
    for (const { time } of taken) metrics.delay.observe({ consumer }, (now - Date.parse(time)) / MS_PER_SECOND);
  },
});

/** Repeats the work for as long as the database, and not the work, is what fails. */
const patiently = async <T>({ logger, stopping, consumer }: Handling, work: () => Promise<T>): Promise<T> => {
  for (let waitMs = TROUBLE_MS; ; waitMs = Math.min(TROUBLE_MAX_MS, waitMs * 2)) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseTrouble(error)) throw error;
      if (stopping.aborted) throw new Interrupted();
      if (waitMs === TROUBLE_MS) logger.warn({ consumer, reason: reasonOf(error) }, 'messages wait for the database');
    }
    await delay(waitMs);
  }
};

const single = (self: Handling) => {
  const { consumer, database, deadLetters, retry, logger, metrics } = self;
  const { take } = effects(self);

  const facts = (message: Message) => ({
    consumer,
    messageId: message.id,
    ...('envelope' in message && { type: message.envelope.type, correlationId: message.envelope.correlationid }),
  });

  const setAside = async (message: Message, error: unknown, attempts: number): Promise<void> => {
    await patiently(self, () =>
      database.transaction((tx) => deadLetters.add(tx, message, { consumer, error, attempts }), { pool: 'work' }),
    );
    message.delivery.ack();
    metrics.deadLettered.inc({ consumer });
    logger.error({ ...facts(message), attempts, reason: reasonOf(error) }, 'message set aside as a dead letter');
  };

  const count = (message: Message): Promise<number> =>
    patiently(self, () => database.transaction((tx) => countAttempt(tx, consumer, message.id), { pool: 'work' }));

  const failed = async (message: Readable, error: unknown, counted: number | undefined): Promise<void> => {
    const attempts = counted ?? (await count(message));
    if (attempts >= retry.attemptsMax) return setAside(message, error, attempts);
    const waitMs = backoffAfter(attempts, retry, Math.random());
    message.delivery.retryIn(waitMs);
    metrics.retried.inc({ consumer });
    logger.warn({ ...facts(message), attempts, waitMs, reason: reasonOf(error) }, 'message failed; it is tried again');
  };

  return {
    setAside,
    takeAlone: async (message: Readable): Promise<void> => {
      const { deliveries } = message.delivery;
      const counted = deliveries >= COUNT_FIRST_DELIVERIES ? await count(message) : undefined;
      if (counted !== undefined && counted > retry.attemptsMax) {
        return setAside(message, new Error('The process ended each time while it handled the message.'), counted - 1);
      }
      try {
        await patiently(self, () => take([message]));
      } catch (error) {
        if (error instanceof Interrupted) throw error;
        await failed(message, error, counted);
      }
    },
  };
};

/**
 * Deals with messages that arrived together: in one transaction where it can be, and one by one when that fails, so that
 * one that cannot be handled delays no other. Every message is answered, unless the consumer stops meanwhile.
 */
export const batchHandler = (self: Handling): ((deliveries: readonly Delivery[]) => Promise<void>) => {
  const { take } = effects(self);
  const { takeAlone, setAside } = single(self);
  const concerns = (message: Message): boolean =>
    !('envelope' in message) || (self.handle.types?.has(message.envelope.type) ?? true);

  const takeTogether = async (messages: readonly Readable[]): Promise<void> => {
    const [only, ...others] = messages;
    if (only === undefined) return;
    if (others.length === 0) return takeAlone(only);
    try {
      await patiently(self, () => take(messages));
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      for (const message of messages) await takeAlone(message);
    }
  };

  return async (deliveries) => {
    const messages = deliveries.map(readMessage);
    const relevant = messages.filter(concerns);
    for (const message of messages) if (!concerns(message)) message.delivery.ack();
    const readable = relevant.filter((message): message is Readable => 'envelope' in message);
    try {
      for (const message of relevant) if ('error' in message) await setAside(message, message.error, 1);
      // Those that come again are older: they go first.
      const isSuspect = ({ delivery }: Message): boolean => delivery.deliveries > TOGETHER_DELIVERIES_MAX;
      for (const message of readable.filter(isSuspect)) await takeAlone(message);
      await takeTogether(readable.filter((message) => !isSuspect(message)));
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    }
  };
};
