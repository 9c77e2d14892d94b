import type { Context } from '@oms/contracts';
import type { Database } from '@oms/database';
import { type Service, serviceOf } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import type { Broker } from '../broker';
import { consumerMetrics } from '../metrics';
import { consumerOf } from './consumer';
import { deadLetterRetries } from './dead-letter-retries';
import { deadLettersOf } from './dead-letters';
import { dispatch, type Handle, type Reaction } from './dispatch';
import { batchHandler } from './handle-batch';
import { defaultRetry, type RetryPolicy } from './retry-policy';

/** What a context hears on another's stream, or on its own. */
export interface Subscription {
  readonly stream: Context;
  readonly handle: Handle;
}

export interface ConsumersOptions {
  readonly context: Context;
  readonly database: Database;
  readonly broker: Broker;
  readonly subscriptions: readonly Subscription[];
  readonly retry?: RetryPolicy;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Where an operator's wish to retry or dismiss a dead letter is published. */
const CONSOLE_STREAM: Context = 'orders';

/** The console's requests are heard by the same consumer, but are no business of the context's own handler. */
const alsoHearing = (handle: Handle, reactions: readonly Reaction[]): Handle => {
  const own = dispatch(...reactions);
  const isOwn = (type: string): boolean => own.types?.has(type) ?? false;
  const both: Handle = async (tx, events) => {
    const theirs = events.filter(({ type }) => !isOwn(type));
    if (theirs.length > 0) await handle(tx, theirs);
    await own(
      tx,
      events.filter(({ type }) => isOwn(type)),
    );
  };
  if (handle.types === undefined) return both;
  return Object.assign(both, { types: new Set([...handle.types, ...(own.types ?? [])]) });
};

const silent: Handle = dispatch();

/**
 * All that a context hears: one durable pull consumer per subscription, named after the context. The `consumer` in dead
 * letters is `<context>.<stream>`, such as `payments.orders`.
 */
export const consumers = (options: ConsumersOptions): Service => {
  const { context, database, broker, subscriptions, retry = defaultRetry, logger } = options;
  const metrics = consumerMetrics(options.metrics);
  const deadLetters = deadLettersOf(context);
  const handlers = new Map<string, Handle>();
  const retries = deadLetterRetries({ database, deadLetters, handlers, logger });
  const heard = subscriptions.some(({ stream }) => stream === CONSOLE_STREAM)
    ? subscriptions
    : [...subscriptions, { stream: CONSOLE_STREAM, handle: silent }];

  const services = heard.map(({ stream, handle: own }) => {
    const label = `${context}.${stream}`;
    if (handlers.has(label))
      throw new Error(`${context} subscribes to ${stream} twice: join the two handlers into one.`);
    const handle = stream === CONSOLE_STREAM ? alsoHearing(own, retries.reactions) : own;
    handlers.set(label, handle);
    const stopping = new AbortController();
    const handleBatch = batchHandler({
      consumer: label,
      handle,
      database,
      deadLetters,
      retry,
      logger,
      metrics,
      stopping: stopping.signal,
    });
    const consumer = consumerOf({ label, stream, durable: context, broker, handleBatch, logger, metrics });
    return {
      start: () => consumer.start(),
      stop: () => {
        stopping.abort();
        return consumer.stop();
      },
    };
  });
  const stopAll = async (): Promise<void> => {
    await Promise.all(services.map((service) => service.stop()));
  };
  const together: Service = {
    start: async () => {
      await Promise.all(services.map((service) => service.start()));
    },
    stop: stopAll,
  };
  return serviceOf(retries, together);
};
