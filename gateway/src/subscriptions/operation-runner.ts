import { setTimeout as delay } from 'node:timers/promises';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { OperationRequest, Operations, PreparedOperation } from '../operation/operation';
import type { Identity } from '../http/identify';
import type { Hub } from './live/hub';
import type { SubscriptionMetrics } from './metrics';
import { shuttingDown, type EndReason } from './reasons';

/** Where the answers of one operation go. After `error` or `complete` nothing follows. */
export interface Answers {
  /** `payload` is an execution result in JSON. */
  next(payload: string): void;
  /** The operation was refused, or cannot go on. */
  error(errors: readonly GraphQLFormattedError[]): void;
  complete(): void;
}

/** Ends a running operation from the client's side; no answer follows. */
export type Stop = (reason: EndReason) => void;

/** Who asks, and for what kind of operation at most. */
export interface Asking {
  readonly identity: Identity;
  /** A GET must not change anything: a page could make a browser send it without being asked. */
  readonly readOnly?: boolean;
}

/** Runs operations of any kind for any transport. */
export interface OperationRunner {
  run(request: OperationRequest, asking: Asking, answers: Answers): Stop;
  /** Refuses what comes from now on; resolves when no query and no mutation runs any more, or after `waitMs`. */
  drain(waitMs: number): Promise<void>;
}

const nothingToStop: Stop = () => undefined;

export const operationRunner = (parts: {
  readonly operations: Operations;
  readonly hub: Hub;
  readonly metrics: SubscriptionMetrics;
}): OperationRunner => {
  const { operations, hub, metrics } = parts;
  const running = new Set<Promise<void>>();
  let draining = false;

  const run = (request: OperationRequest, { identity, readOnly }: Asking, answers: Answers): Stop => {
    const refusals = draining ? [shuttingDown()] : undefined;
    const preparation = refusals
      ? { ok: false as const, errors: refusals }
      : operations.prepare(request, identity.caller);
    if (!preparation.ok) {
      answers.error(preparation.errors.map(formatted));
      return nothingToStop;
    }
    const { operation } = preparation;
    if (readOnly === true && operation.kind === 'mutation') {
      answers.error([formatted(mutationNeedsPost())]);
      return nothingToStop;
    }
    return operation.kind === 'subscription'
      ? subscribe({ operation, identity }, answers)
      : answerOnce(operation, identity, answers);
  };

  const answerOnce = (operation: PreparedOperation, identity: Identity, answers: Answers): Stop => {
    const gone = new AbortController();
    const answering = operations.execute(operation, { ...identity, signal: gone.signal }).then((result) => {
      running.delete(answering);
      if (gone.signal.aborted) return;
      answers.next(JSON.stringify(result));
      answers.complete();
    });
    running.add(answering);
    return () => {
      gone.abort();
    };
  };

  const subscribe = (subscribed: Parameters<Hub['join']>[0], answers: Answers): Stop => {
    const { operation } = subscribed;
    if (operation.plan.node?.kind !== 'Subscription') {
      answers.error((operation.refusals.length > 0 ? operation.refusals : [nothingToSubscribeTo()]).map(formatted));
      return nothingToStop;
    }
    metrics.opened();
    const leave = hub.join(subscribed, {
      next: (payload) => {
        answers.next(payload);
      },
      end: (reason, errors) => {
        metrics.ended(reason);
        if (errors === undefined) answers.complete();
        else answers.error(errors);
      },
    });
    return (reason) => {
      metrics.ended(reason);
      leave();
    };
  };

  const drain = async (waitMs: number): Promise<void> => {
    draining = true;
    const waited = new AbortController();
    await Promise.race([
      Promise.allSettled(running),
      delay(waitMs, undefined, { signal: waited.signal }).catch(() => undefined),
    ]);
    waited.abort();
  };

  return { run, drain };
};

const formatted = (error: GraphQLError): GraphQLFormattedError => error.toJSON();

const nothingToSubscribeTo = (): GraphQLError =>
  new GraphQLError('This subscription selects nothing that could happen.', { extensions: { code: 'BAD_USER_INPUT' } });

const mutationNeedsPost = (): GraphQLError =>
  new GraphQLError('A mutation needs a POST request.', { extensions: { code: 'BAD_REQUEST' } });
