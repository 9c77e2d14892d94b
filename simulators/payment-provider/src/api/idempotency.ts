import type { Ledger } from '../ledger/ledger';
import type { LedgerRecord } from '../ledger/record';
import { RefusedRequest } from '../stripe/stripe-error';
import type { Delivery } from '../stripe/test-methods';

/** The effect of a request, and its response. */
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

/** A request that was lost: it had no effect, and nothing is stored. */
export class LostRequest extends Error {
  readonly delivery: Delivery;

  constructor(delivery: Delivery) {
    super('The request was lost.');
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
 * Stripe's idempotency: the first response to a key, errors of execution included, is repeated for one day.
 *
 * The response is stored with the effect in one record, so that a crash leaves both or neither.
 *
 * @see https://docs.stripe.com/api/idempotent_requests
 */
export const idempotentRequests = (ledger: Ledger, nowSeconds: () => number) => {
  const running = new Set<string>();

  const saved = ({ key, request }: KeyedRequest & { key: string }): Answer | undefined => {
    if (key.length > KEY_LENGTH_MAX) throw otherParameters(key.slice(0, KEY_LENGTH_MAX));
    if (running.has(key)) throw inFlight(key);
    const answer = ledger.answerTo(key);
    if (answer === undefined) return undefined;
    if (answer.request !== request) throw otherParameters(key);
    return { status: answer.status, body: answer.body, replayed: true, delivery: 'answered', answerAfterMs: 0 };
  };

  const execute = async ({ key, request }: KeyedRequest, run: () => Promise<Effect>): Promise<Answer> => {
    const { status, body, record, delivery = 'answered', answerAfterMs = 0 } = await run();
    const text = JSON.stringify(body);
    const answer = key === undefined ? {} : { answer: { key, request, status, body: text, at: nowSeconds() } };
    await ledger.commit({ ...record, ...answer });
    return { status, body: text, replayed: false, delivery, answerAfterMs };
  };

  return async (keyed: KeyedRequest, run: () => Promise<Effect>): Promise<Answer> => {
    const { key } = keyed;
    if (key === undefined) return execute(keyed, run);
    const answer = saved({ ...keyed, key });
    if (answer !== undefined) {
      await ledger.durable();
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
