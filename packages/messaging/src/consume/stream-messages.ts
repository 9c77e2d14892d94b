import { type Context, streamOf } from '@oms/contracts';
import { AckPolicy, ConsumerEvents, type ConsumerMessages, DeliverPolicy, nanos } from 'nats';
import type { Broker } from '../broker';

/** Messages requested ahead. */
const PREFETCH = 256;
/** The server sends one when it has no message to send; when two are missed, the consumer is created again. */
const HEARTBEAT_MS = 2_000;
const PULL_MS = 30_000;
/** The server deletes a consumer that has had no request for so long. */
const CONSUMER_KEPT_MS = 30_000;

/** After these, messages may no longer come, though the client would go on waiting. */
const endings: ReadonlySet<string> = new Set([
  ConsumerEvents.HeartbeatsMissed,
  ConsumerEvents.ConsumerDeleted,
  ConsumerEvents.ConsumerNotFound,
  ConsumerEvents.StreamNotFound,
  ConsumerEvents.NoResponders,
]);

const endOn = async (messages: ConsumerMessages): Promise<void> => {
  for await (const { type } of await messages.status()) if (endings.has(type)) messages.stop();
};

/** An ordered consumer without acknowledgements, in the server's memory. It is created again after any error. */
const openConsumer = async (broker: Broker, publisher: Context, after: number): Promise<ConsumerMessages> => {
  const stream = streamOf(publisher);
  const { name } = await broker.jsm.consumers.add(stream, {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: after + 1,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(CONSUMER_KEPT_MS),
  });
  const consumer = await broker.js.consumers.get(stream, name);
  return consumer.consume({
    max_messages: PREFETCH,
    expires: PULL_MS,
    idle_heartbeat: HEARTBEAT_MS,
    // The client library would recover to a position of its own; ours is the cursor.
    bind: true,
  });
};

/**
 * Messages of a publisher's stream after a sequence. They end when no more may arrive from this consumer: the server does
 * not answer, the stream or the consumer is gone, the connection was lost, or `stopping` is aborted.
 */
export const withStreamMessages = async <T>(
  {
    broker,
    publisher,
    stopping,
  }: { readonly broker: Broker; readonly publisher: Context; readonly stopping: AbortSignal },
  after: number,
  read: (messages: ConsumerMessages) => Promise<T>,
): Promise<T> => {
  const messages = await openConsumer(broker, publisher, after);
  const stop = (): void => {
    messages.stop();
  };
  const unsubscribe = broker.onReconnect(stop);
  stopping.addEventListener('abort', stop);
  void endOn(messages).catch(stop);
  try {
    return await read(messages);
  } finally {
    stopping.removeEventListener('abort', stop);
    unsubscribe();
    // Its `close` would wait for an iteration that may have ended early. The server deletes the consumer by itself.
    messages.stop();
  }
};
