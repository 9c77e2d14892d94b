import type { Books } from '../books/books';
import type { LedgerRecord } from '../books/record';
import { RefusedRequest } from '../stripe/stripe-error';
import type { Delivery } from '../stripe/test-methods';

/** What a request did, and what is to be said of it. */
export interface Effect {
  readonly status: number;
  readonly body: object;
  readonly record: LedgerRecord;
  readonly delivery?: Delivery;
  readonly answerAfterMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly replayed: boolean;
  readonly delivery: Delivery;
  readonly answerAfterMs: number;
}

export interface KeyedRequest {
  readonly key: string | undefined;
  /** Method, path and parameters. */
  readonly request: string;
}

/** A request that never arrived: nothing happened and nothing is saved. */
export class LostRequest extends Error {
  readonly delivery: Delivery;

  constructor(delivery: Delivery) {
    super('The request was lost on its way.');
    this.delivery = delivery;
  }
}

const KEY_LENGTH_MAX = 255;

const otherParameters = (key: string): RefusedRequest =>
  new RefusedRequest(400, {
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  });

const inFlight = (key: string): RefusedRequest =>
  new RefusedRequest(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Idempotent Key '${key}'.`,
  });

/**
 * Stripe's idempotency: the first answer to a key is the answer, errors of execution included, for a day.
 *
 * The answer is written with the effect, so that a crash leaves both or neither.
 *
 * @see https://docs.stripe.com/api/idempotent_requests
 */
export const idempotentRequests = (books: Books, nowSeconds: () => number) => {
  const running = new Set<string>();

  const saved = ({ key, request }: KeyedRequest & { key: string }): Answer | undefined => {
    if (key.length > KEY_LENGTH_MAX) throw otherParameters(key.slice(0, KEY_LENGTH_MAX));
    if (running.has(key)) throw inFlight(key);
    const answer = books.answerTo(key);
    if (answer === undefined) return undefined;
    if (answer.request !== request) throw otherParameters(key);
    return { status: answer.status, body: answer.body, replayed: true, delivery: 'answered', answerAfterMs: 0 };
  };

  const execute = async ({ key, request }: KeyedRequest, run: () => Promise<Effect>): Promise<Answer> => {
    const { status, body, record, delivery = 'answered', answerAfterMs = 0 } = await run();
    const text = JSON.stringify(body);
    const answer = key === undefined ? {} : { answer: { key, request, status, body: text, at: nowSeconds() } };
    await books.commit({ ...record, ...answer });
    return { status, body: text, replayed: false, delivery, answerAfterMs };
  };

  return async (keyed: KeyedRequest, run: () => Promise<Effect>): Promise<Answer> => {
    const { key } = keyed;
    if (key === undefined) return execute(keyed, run);
    const answer = saved({ ...keyed, key });
    if (answer !== undefined) {
      await books.durable();
      return answer;
    }
    running.add(key);
    try {
      return await execute(keyed, run);
    } finally {
      running.delete(key);
    }
  };
};
