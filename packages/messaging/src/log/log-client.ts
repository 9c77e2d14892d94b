import type { Context } from '@oms/contracts';
import { z } from 'zod';
import type { Broker } from '../broker';
import { failureSchema, headSchema, headSubject, pageSchema, readSubject } from './log-service';

/** An event as its publisher's log has it. */
export interface LogEntry {
  readonly position: number;
  readonly type: string;
  /** JSON text. */
  readonly message: string;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  /** The entries are all there are up to here. */
  readonly upTo: number;
  /** Where the log ends. */
  readonly head: number;
}

/** Longer than the publisher's own limit for the statement. */
const ANSWER_MS = 7_000;

const answerSchema = z.union([failureSchema, z.looseObject({})]);

const parse = <T>(schema: z.ZodType<T>, text: string): T => {
  const value: unknown = JSON.parse(text);
  const { failure } = answerSchema.parse(value);
  if (typeof failure === 'string') throw new Error(failure);
  return schema.parse(value);
};

/**
 * Reads another context's log from its publisher.
 *
 * @throws {NatsError} when there is no answer, {Error} when the publisher cannot read its log now, or there is no broker.
 */
export const logClient = (broker: Broker, publisher: Context, answerMs: number = ANSWER_MS) => {
  const request = async (subject: string, text: string): Promise<string> => {
    // A request would wait for the connection, and then for an answer that may never come.
    if (!broker.ready()) throw new Error('not connected to NATS');
    return (await broker.nc.request(subject, text, { timeout: answerMs })).string();
  };

  return {
    /** What comes after a position, as much as one answer holds. `types`: undefined for all. */
    page: async (after: number, types: readonly string[] | undefined): Promise<LogPage> => {
      const [first = '', ...messages] = (await request(readSubject(publisher), JSON.stringify({ after, types }))).split(
        '\n',
      );
      const { positions, types: found, upTo, head } = parse(pageSchema, first);
      const entries = positions.map((position, index) => ({
        position,
        type: found[index] ?? '',
        message: messages[index] ?? '',
      }));
      return { entries, upTo, head };
    },
    /** Where the log ends, everything that is committed now counted. */
    head: async (): Promise<number> => parse(headSchema, await request(headSubject(publisher), '')).head,
  };
};

export type LogClient = ReturnType<typeof logClient>;
