import { streamOf, type Context } from '@oms/contracts';
import type { Broker } from '../broker';
import { subjectOf } from '../event-row';
import { headersOf } from './stream';

const PUBLISH_MS = 2_000;

export interface Publishable {
  readonly position: number;
  readonly id: string;
  readonly type: string;
  /** JSON text. */
  readonly message: string;
}

export interface Publication {
  /** How many the stream has taken, from the first on. */
  readonly taken: number;
  /** Why the next one was not; undefined when all were taken. */
  readonly failure: Error | undefined;
}

/**
 * Publishes the events, which follow each other in the log, without waiting for one before the next. Each names the
 * sequence before it, so that after one that was not taken none is, and none can be published twice or out of order.
 */
export const publishInOrder = async (
  { js }: Broker,
  context: Context,
  events: readonly Publishable[],
): Promise<Publication> => {
  const streamName = streamOf(context);
  const results = await Promise.allSettled(
    events.map(({ position, id, type, message }) =>
      js.publish(subjectOf(type), message, {
        timeout: PUBLISH_MS,
        headers: headersOf(position, id),
        expect: { streamName, lastSequence: position - 1 },
      }),
    ),
  );
  const failed = results.findIndex(({ status }) => status === 'rejected');
  const result = results[failed];
  if (result?.status !== 'rejected') return { taken: events.length, failure: undefined };
  const reason: unknown = result.reason;
  return { taken: failed, failure: reason instanceof Error ? reason : new Error(String(reason)) };
};
