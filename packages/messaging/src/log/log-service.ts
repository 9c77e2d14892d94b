import type { Context } from '@oms/contracts';
import { type Database, sqlStateOf } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import type { Msg, Subscription } from 'nats';
import { z } from 'zod';
import type { Broker } from '../broker';
import { toMessage } from '../event-row';
import { reasonOf } from '../error-text';
import { eventLog, indexesOnly, inTransaction, type LoggedEvent } from './event-log';
import { wakeSubject } from './relay';

/** Outside the streams' subjects, which would keep the requests. One process of the context answers each. */
export const readSubject = (context: Context): string => `oms-log.${context}.read`;
export const headSubject = (context: Context): string => `oms-log.${context}.head`;
const QUEUE = 'log';

/** How much of the log one request searches, whatever it finds. */
const POSITIONS_MAX = 2_000;
/** Of the events. One event alone may be larger; either way the answer stays below the broker's 1 MiB. */
const ANSWER_BYTES_MAX = 512 * 1024;
const NUMBERED_MAX = 1_000;
const NUMBER_ATTEMPTS_MAX = 5;
const UNIQUE_VIOLATION = '23505';

const requestSchema = z.object({
  /** The position before the first one wanted. */
  after: z.int().nonnegative(),
  /** Which types; all when it is left out. */
  types: z.array(z.string()).max(1_000).optional(),
});

export type LogRequest = z.infer<typeof requestSchema>;

/** The first line of an answer; each further line is an event, in the order of `positions`. */
export const pageSchema = z.object({
  /** The end of the log. */
  head: z.int().nonnegative(),
  /** The answer is complete up to here. */
  upTo: z.int().nonnegative(),
  positions: z.array(z.int().positive()),
  types: z.array(z.string()),
});

export const headSchema = z.object({ head: z.int().nonnegative() });

export const failureSchema = z.object({ failure: z.string() });

const toAnswer = (head: number, upTo: number, events: readonly LoggedEvent[]): string => {
  const page: z.infer<typeof pageSchema> = {
    head,
    upTo,
    positions: events.map(({ position }) => position),
    types: events.map(({ row }) => row.type),
  };
  return [JSON.stringify(page), ...events.map(({ row }) => toMessage(row))].join('\n');
};

/** A page of the log. */
const readPage = (database: Database, { after, types }: LogRequest): Promise<string> =>
  database.transaction(
    async (tx) => {
      const log = eventLog(inTransaction(tx));
      const head = await log.head();
      const end = Math.min(head, after + POSITIONS_MAX);
      const { events, isCut } = await log.page(after, end, { types: types ?? null, bytesMax: ANSWER_BYTES_MAX });
      const last = events.at(-1)?.position ?? after;
      return toAnswer(head, isCut ? last : Math.max(after, end), events);
    },
    { pool: 'work' },
  );

/** Numbers a batch. Resolves to where the log ends then, or to undefined when there may be more. */
const numberSome = (database: Database): Promise<number | undefined> =>
  database.transaction(
    async (tx) => {
      const run = inTransaction(tx);
      const log = eventLog(run);
      await run(indexesOnly.transaction, []);
      const looked = await log.look();
      if (!looked.more) return looked.head;
      const { head, numbered } = await log.number(NUMBERED_MAX);
      return numbered.length < NUMBERED_MAX ? head : undefined;
    },
    { pool: 'work' },
  );

/** Where the log ends when each event that is committed now has its position. */
const readHead = async (database: Database): Promise<string> => {
  for (let attempts = 0; attempts < NUMBER_ATTEMPTS_MAX; attempts += 1) {
    try {
      const head = await numberSome(database);
      if (head !== undefined) return JSON.stringify({ head });
    } catch (error) {
      // The relay numbered the same events meanwhile.
      if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    }
  }
  throw new Error('The log grows faster than it is numbered.');
};

/**
 * Serves this context's log to other contexts by request and reply, so that its stream need not keep it: what the stream
 * no longer has, or a wiped broker never had, is read here.
 */
export const logService = ({
  context,
  database,
  broker,
  logger,
}: {
  readonly context: Context;
  readonly database: Database;
  readonly broker: Broker;
  readonly logger: Logger;
}): Service => {
  let subscriptions: readonly Subscription[] = [];

  const answer = async (message: Msg, work: () => Promise<string>): Promise<void> => {
    try {
      message.respond(await work());
    } catch (error) {
      logger.warn({ subject: message.subject, reason: reasonOf(error) }, 'a request to read the log failed');
      message.respond(JSON.stringify({ failure: 'The log cannot be read now.' }));
    }
  };

  const serve = (subject: string, work: (message: Msg) => Promise<string>): Subscription =>
    broker.nc.subscribe(subject, {
      queue: QUEUE,
      callback: (error, message) => {
        if (error === null) void answer(message, () => work(message));
      },
    });

  return {
    start: () => {
      subscriptions = [
        serve(readSubject(context), async (message) => readPage(database, requestSchema.parse(message.json()))),
        serve(headSubject(context), async () => {
          const head = await readHead(database);
          // The relay may be in another process, and waiting.
          broker.nc.publish(wakeSubject(context));
          return head;
        }),
      ];
      return Promise.resolve();
    },
    stop: () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
      subscriptions = [];
      return Promise.resolve();
    },
  };
};
