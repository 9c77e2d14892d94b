import { setTimeout as delay } from 'node:timers/promises';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Logger } from '@oms/telemetry';
import type { Identity, PreparedOperation } from '../execution/prepared-operation';
import type { Requester, OperationRequest, Operations } from '../operation/operation';
import { operationLog } from '../operation/operation-log';
import { Cancellation } from '../subgraphs/cancellation';
import { nothingToSubscribeTo, shuttingDown, tooMuchKept, type EndReason } from './end-reasons';
import { KeptBytes } from './kept-bytes';
import type { Hub } from './live/hub';
import type { Subscribed } from './live/live-stream';
import type { SubscriptionMetrics } from './metrics';

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

export interface OperationRunnerParts {
  readonly operations: Operations;
  readonly hub: Hub;
  readonly metrics: SubscriptionMetrics;
  readonly logger: Logger;
  /** What all running subscriptions may keep. */
  readonly keptBytesMax: number;
}

const nothingToStop: Stop = () => undefined;

/** Runs operations of any kind for any transport. */
export class OperationRunner {
  readonly #parts: OperationRunnerParts;
  readonly #running = new Set<Promise<void>>();
  readonly #kept: KeptBytes;
  #draining = false;

  constructor(parts: OperationRunnerParts) {
    this.#parts = parts;
    this.#kept = new KeptBytes(parts.keptBytesMax);
  }

  /** Undefined for what may not run. */
  kindOf(request: OperationRequest, requester: Requester): PreparedOperation['kind'] | undefined {
    const preparation = this.#parts.operations.prepare(request, requester);
    return preparation.ok ? preparation.operation.kind : undefined;
  }

  run(request: OperationRequest, identity: Identity, answers: Answers): Stop {
    if (this.#draining) return refused(answers, shuttingDown());
    const preparation = this.#parts.operations.prepare(request, identity);
    if (!preparation.ok) return refused(answers, ...preparation.errors);
    const { operation } = preparation;
    if (operation.kind === 'subscription') return this.#subscribe({ operation, identity }, answers);
    return this.#answerOnce(operation, identity, answers);
  }

  /** Refuses what comes from now on; resolves when no query and no mutation runs any more, or after `waitMs`. */
  async drain(waitMs: number): Promise<void> {
    this.#draining = true;
    const waited = new AbortController();
    const late = delay(waitMs, undefined, { signal: waited.signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled(this.#running), late]);
    waited.abort();
  }

  #answerOnce(operation: PreparedOperation, identity: Identity, answers: Answers): Stop {
    const gone = new Cancellation();
    const log = operationLog(this.#parts.logger, operation, identity);
    const answering = this.#parts.operations.execute(operation, { ...identity, cancellation: gone }).then((result) => {
      this.#running.delete(answering);
      log(gone.reason === undefined ? 'completed' : 'client_left', result.errors?.[0]);
      if (gone.reason !== undefined) return;
      answers.next(JSON.stringify(result));
      answers.complete();
    });
    this.#running.add(answering);
    return () => {
      gone.cancel(new Error('The client has left'));
    };
  }

  #subscribe(subscribed: Subscribed, answers: Answers): Stop {
    const { plan, refusals } = subscribed.operation;
    // Without what this actor may not see, nothing may be left.
    if (plan.node?.kind !== 'Subscription')
      return refused(answers, ...(refusals.length > 0 ? refusals : [nothingToSubscribeTo()]));
    const giveBack = this.#kept.take(subscribed.operation);
    if (giveBack === undefined) return refused(answers, tooMuchKept());
    const { hub, metrics, logger } = this.#parts;
    const log = operationLog(logger, subscribed.operation, subscribed.identity);
    metrics.opened();
    const leave = hub.join(subscribed, {
      next: (payload) => {
        answers.next(payload);
      },
      end: (reason, errors) => {
        giveBack();
        metrics.ended(reason);
        log(reason, errors?.[0]);
        if (errors === undefined) answers.complete();
        else answers.error(errors);
      },
    });
    return (reason) => {
      giveBack();
      metrics.ended(reason);
      log(reason);
      leave();
    };
  }
}

const refused = (answers: Answers, ...errors: readonly GraphQLError[]): Stop => {
  answers.error(errors.map((error) => error.toJSON()));
  return nothingToStop;
};
