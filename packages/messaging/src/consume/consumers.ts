import { type Context, deadLetterDismissed, deadLetterRetryRequested, type Envelope } from '@oms/contracts';
import type { Database, Tx } from '@oms/database';
import { type RetryPolicy, type Service, serviceOf } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import type { Broker } from '../broker';
import { type Health, healthOf, type HealthRecord } from '../health';
import { reasonOf } from '../error-text';
import { consumerMetrics } from '../metrics';
import { type PartitionCount, partitionsOf } from '../partition';
import { caughtUp, type CaughtUpRequest } from './caught-up';
import { adoptPartitions } from './cursors';
import { type DeadLetters, deadLettersOf } from './dead-letters';
import { dispatch, type Handle, on, type Reaction } from './dispatch';
import { type Leased, leases } from './leases';
import { retryParked, skipParked } from './parked-events';
import { readWhileLeading } from './reader';
import { defaultRetry } from './retry-policy';

/** What a context subscribes to of another's log, or of its own. */
export interface Subscription {
  readonly publisher: Context;
  readonly handle: Handle;
}

export interface ConsumersOptions {
  readonly context: Context;
  readonly database: Database;
  readonly broker: Broker;
  readonly subscriptions: readonly Subscription[];
  readonly retry?: RetryPolicy;
  /** In how many partitions each log is read, which the processes of a context share. The same for all of them. */
  readonly partitions?: PartitionCount;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Consumers extends Service {
  readonly health: Health;
  /** Whether this context has applied all that a publisher had committed before the call. */
  caughtUp(request: CaughtUpRequest): Promise<boolean>;
}

/** Publishes the requests of operators to retry or dismiss a dead letter. */
const CONSOLE_PUBLISHER: Context = 'orders';

const reactionsOf = (labels: ReadonlySet<string>, deadLetters: DeadLetters): readonly Reaction[] => {
  const ownIds = (events: readonly Envelope<{ deadLetterId: string; consumer: string }>[]): string[] =>
    events.filter(({ data }) => labels.has(data.consumer)).map(({ data }) => data.deadLetterId);
  const onOwn =
    (act: (tx: Tx, ids: readonly string[]) => Promise<unknown>) =>
    async (tx: Tx, events: readonly Envelope<{ deadLetterId: string; consumer: string }>[]): Promise<void> => {
      const ids = ownIds(events);
      if (ids.length > 0) await act(tx, ids);
    };
  return [
    on(deadLetterRetryRequested, onOwn(retryParked)),
    on(
      deadLetterDismissed,
      onOwn(async (tx, ids) => {
        await skipParked(tx, ids);
        await deadLetters.dismiss(tx, ids);
      }),
    ),
  ];
};

/** The console's requests are read by the same reader, but are not given to the context's own handler. */
const alsoHandling = (handle: Handle, reactions: readonly Reaction[]): Handle => {
  const own = dispatch(...reactions);
  const isOwn = (type: string): boolean => own.types?.has(type) ?? false;
  const both: Handle = async (tx, events) => {
    const others = events.filter(({ type }) => !isOwn(type));
    if (others.length > 0) await handle(tx, others);
    await own(
      tx,
      events.filter(({ type }) => isOwn(type)),
    );
  };
  if (handle.types === undefined) return both;
  return Object.assign(both, { types: new Set([...handle.types, ...(own.types ?? [])]) });
};

const withConsole = (subscriptions: readonly Subscription[]): readonly Subscription[] =>
  subscriptions.some(({ publisher }) => publisher === CONSOLE_PUBLISHER)
    ? subscriptions
    : [...subscriptions, { publisher: CONSOLE_PUBLISHER, handle: dispatch() }];

const joined = (records: ReadonlyMap<string, HealthRecord>): Health => ({
  failure: () => {
    for (const [label, health] of records) {
      const failure = health.failure();
      if (failure !== undefined) return `${label}: ${failure}`;
    }
    return undefined;
  },
});

/** Records why reading ended, unless another process reads now. */
const noteIn = async (health: HealthRecord, lost: AbortSignal, reading: Promise<void>): Promise<void> => {
  try {
    await reading;
  } catch (error) {
    health.fail(reasonOf(error));
    throw error;
  } finally {
    if (lost.aborted) health.succeed();
  }
};

/**
 * Reads every log that a context subscribes to. The `consumer` in dead letters is `<context>.<publisher>`, such as
 * `payments.orders`.
 */
export const consumers = (options: ConsumersOptions): Consumers => {
  const { context, database, broker, retry = defaultRetry, partitions = 1, logger } = options;
  const metrics = consumerMetrics(options.metrics);
  const deadLetters = deadLettersOf(context);
  const subscriptions = withConsole(options.subscriptions);
  const labelOf = (publisher: Context): string => `${context}.${publisher}`;
  const labels = new Set(subscriptions.map(({ publisher }) => labelOf(publisher)));
  if (labels.size < subscriptions.length)
    throw new Error(`${context} subscribes twice to one publisher: join the two handlers into one.`);
  const masks = partitionsOf(partitions);
  const healths = new Map<string, HealthRecord>();
  const handles = new Map<Context, Handle>();
  const reactions = reactionsOf(labels, deadLetters);

  const readersOf = ({ publisher, handle: own }: Subscription): readonly Leased[] => {
    const consumer = labelOf(publisher);
    const handle = publisher === CONSOLE_PUBLISHER ? alsoHandling(own, reactions) : own;
    handles.set(publisher, handle);
    return masks.map((slots, partition) => {
      const name = `reader.${publisher}.${slots.toString()}`;
      const health = healthOf();
      healths.set(name, health);
      const reader = {
        consumer,
        reader: partitions === 1 ? consumer : `${consumer}.${partition.toString()}`,
        publisher,
        handle,
        database,
        deadLetters,
        retry,
        logger,
        metrics,
        broker,
        slots,
        health,
      };
      return { name, group: publisher, run: (lost) => noteIn(health, lost, readWhileLeading(reader, lost)) };
    });
  };

  const adopting: Service = {
    start: async () => {
      for (const { publisher } of subscriptions)
        await database.transaction((tx) => adoptPartitions(tx, publisher, masks), { pool: 'work' });
    },
    stop: () => Promise.resolve(),
  };

  const leased = subscriptions.flatMap(readersOf);
  return {
    ...serviceOf(adopting, leases({ database, logger, leased })),
    health: joined(healths),
    caughtUp: caughtUp({ database, broker, logger, typesOf: (publisher) => handles.get(publisher)?.types }),
  };
};
