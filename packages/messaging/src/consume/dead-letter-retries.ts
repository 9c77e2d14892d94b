import { deadLetterDismissed, deadLetterRetryRequested, type Envelope } from '@oms/contracts';
import { type Database, isDatabaseTrouble } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import { reasonOf } from '../reason';
import { createSignal } from '../signal';
import type { DeadLetter, DeadLetters } from './dead-letters';
import { type Handle, on, type Reaction } from './dispatch';
import { parseEnvelope } from './message';

export interface RetryOptions {
  readonly database: Database;
  readonly deadLetters: DeadLetters;
  /** By the label of the consumer that gave up. */
  readonly handlers: ReadonlyMap<string, Handle>;
  readonly logger: Logger;
}

/** Finds requests that another process of this context heard, or that were left over from before a crash. */
const POLL_MS = 2_000;

/** Thrown to roll back what a handler began; the failure is recorded in a transaction of its own. */
class Failed extends Error {
  readonly letter: DeadLetter;
  readonly event: Envelope | undefined;

  constructor(letter: DeadLetter, event: Envelope | undefined, cause: unknown) {
    super(reasonOf(cause), { cause });
    this.letter = letter;
    this.event = event;
  }
}

const redeliver = ({ database, deadLetters, handlers }: RetryOptions): Promise<DeadLetter | undefined> =>
  database.transaction(
    async (tx) => {
      const letter = await deadLetters.next(tx);
      if (letter === undefined) return undefined;
      let event: Envelope | undefined;
      try {
        const handle = handlers.get(letter.consumer);
        if (handle === undefined) throw new Error(`This version has no consumer "${letter.consumer}".`);
        event = parseEnvelope(letter.message);
        await handle(tx, [event]);
      } catch (error) {
        if (isDatabaseTrouble(error)) throw error;
        throw new Failed(letter, event, error);
      }
      await deadLetters.resolve(tx, letter, event);
      return letter;
    },
    { pool: 'work' },
  );

/**
 * Delivers dead letters again, one attempt for each request of an operator: by the stored message, past the inbox, which
 * has counted it as dealt with. A failure makes it a dead letter again, with its new error.
 */
export const deadLetterRetries = (options: RetryOptions): Service & { readonly reactions: readonly Reaction[] } => {
  const { database, deadLetters, handlers, logger } = options;
  const signal = createSignal();
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  /** Answers whether there was one, so that there may be more. */
  const next = async (): Promise<boolean> => {
    try {
      const letter = await redeliver(options);
      if (letter !== undefined)
        logger.info({ deadLetterId: letter.id, consumer: letter.consumer }, 'dead letter resolved');
      return letter !== undefined;
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      const { letter, event } = error;
      await database.transaction((tx) => deadLetters.fail(tx, letter, { error, event }), { pool: 'work' });
      logger.warn(
        { deadLetterId: letter.id, consumer: letter.consumer, reason: error.message },
        'dead letter failed again',
      );
      return true;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const busy = await next().catch((error: unknown) => {
        logger.warn({ reason: reasonOf(error) }, 'dead letters cannot be delivered again now');
        return false;
      });
      if (!busy) await signal.wait(POLL_MS);
    }
  };

  const ownIds = (events: readonly Envelope<{ deadLetterId: string; consumer: string }>[]): string[] =>
    events.filter(({ data }) => handlers.has(data.consumer)).map(({ data }) => data.deadLetterId);

  return {
    reactions: [
      on(deadLetterRetryRequested, async (tx, events) => {
        const ids = ownIds(events);
        if (ids.length > 0 && (await deadLetters.requestRetries(tx, ids)) > 0)
          setImmediate(() => {
            signal.wake();
          });
      }),
      on(deadLetterDismissed, async (tx, events) => {
        const ids = ownIds(events);
        if (ids.length > 0) await deadLetters.dismiss(tx, ids);
      }),
    ],
    start: () => {
      running = run();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      signal.wake();
      await running;
    },
  };
};
