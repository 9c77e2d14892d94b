import { type Context, streamOf } from '@oms/contracts';
import type { PubAck } from 'nats';
import type { Broker } from '../broker';
import { type EventRow, subjectOf, toMessage } from '../event-row';
import { groupBy } from '../group-by';
import type { Published, StreamState } from './outbox';

const PUBLISH_MS = 2_000;

interface Failure {
  /** The aggregate whose events wait for this one: they must not overtake it. */
  readonly aggregate: string;
  readonly eventId: string;
  readonly error: unknown;
}

export interface Publication {
  readonly published: readonly Published[];
  readonly failures: readonly Failure[];
}

const aggregateOf = (row: EventRow): string => `${row.aggregate_type}/${row.aggregate_id}`;

const publishOne = async (
  { js }: Broker,
  { row, stream, state }: { readonly row: EventRow; readonly stream: string; readonly state: StreamState },
): Promise<Published> => {
  const send = (msgID: string): Promise<PubAck> =>
    js.publish(subjectOf(row.type), toMessage(row), { msgID, timeout: PUBLISH_MS, expect: { streamName: stream } });
  const ack = await send(row.id);
  // The broker remembers the ids of messages that were purged; under another one it takes the message again.
  const gone = ack.duplicate && ack.seq < state.firstSequence;
  const { seq, duplicate } = gone ? await send(`${row.id}/${state.firstSequence.toString()}`) : ack;
  return { id: row.id, streamSequence: seq, duplicate };
};

/** Publishes each aggregate's events one after the other, and the aggregates side by side. */
export const publishRows = async (
  broker: Broker,
  {
    context,
    state,
    rows,
  }: { readonly context: Context; readonly state: StreamState; readonly rows: readonly EventRow[] },
): Promise<Publication> => {
  const stream = streamOf(context);
  const published: Published[] = [];
  const failures: Failure[] = [];
  const publishInOrder = async (aggregate: string, own: readonly EventRow[]): Promise<void> => {
    for (const row of own) {
      try {
        published.push(await publishOne(broker, { row, stream, state }));
      } catch (error) {
        failures.push({ aggregate, eventId: row.id, error });
        return;
      }
    }
  };
  const aggregates = groupBy(rows, aggregateOf);
  await Promise.all([...aggregates].map(([aggregate, own]) => publishInOrder(aggregate, own)));
  return { published, failures };
};
