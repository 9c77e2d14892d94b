import { type Context, streamOf, subjectsOf } from '@oms/contracts';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  ErrorCode,
  NatsError,
  nanos,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from 'nats';
import type { Broker } from './broker';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** How long a stream keeps a message: what a new or a late consumer can still catch up on. */
export const STREAM_AGE_MAX_MS = 7 * DAY_MS;
/** The broker drops a second publication within this time. It only saves work: the inbox is what makes effects happen once. */
const DUPLICATE_WINDOW_MS = 10 * 60 * 1_000;
const STREAM_BYTES_MAX = 1024 * 1024 * 1024;

/**
 * How long the broker waits for an answer before it delivers a message again: how late the messages of a process that
 * died are. A consumer that is still busy says so, well within this time.
 */
export const ACK_WAIT_MS = 5_000;
/** Far more than a process takes in hand: what is being retried must not keep new messages out. */
const ACK_PENDING_MAX = 10_000;

const NO_RESPONDERS: string = ErrorCode.NoResponders;
const STREAM_NOT_FOUND = 10_059;
const CONSUMER_NOT_FOUND = 10_014;
const STORAGE_EXCEEDED = 10_047;

const apiCodeOf = (error: unknown): number | undefined =>
  error instanceof NatsError ? error.api_error?.err_code : undefined;

export const isMissing = (error: unknown): boolean => {
  const code = apiCodeOf(error);
  return code === STREAM_NOT_FOUND || code === CONSUMER_NOT_FOUND;
};

/** Nobody listens on the subject: the stream is gone, or the broker is still coming up. */
export const isUnheard = (error: unknown): boolean => error instanceof NatsError && error.code === NO_RESPONDERS;

const streamConfig = (context: Context, replicas: number): Partial<StreamConfig> & { name: string } => ({
  name: streamOf(context),
  subjects: [subjectsOf(context)],
  retention: RetentionPolicy.Limits,
  storage: StorageType.File,
  discard: DiscardPolicy.New,
  max_age: nanos(STREAM_AGE_MAX_MS),
  max_bytes: STREAM_BYTES_MAX,
  duplicate_window: nanos(DUPLICATE_WINDOW_MS),
  num_replicas: replicas,
});

const createStream = async ({ jsm, replicas }: Broker, context: Context): Promise<StreamInfo> => {
  const config = streamConfig(context, replicas);
  try {
    return await jsm.streams.add(config);
  } catch (error) {
    // A small disk cannot set so much aside; the stream then takes what there is.
    if (apiCodeOf(error) === STORAGE_EXCEEDED) return jsm.streams.add({ ...config, max_bytes: -1 });
    throw error;
  }
};

/** The context's stream, made anew if it is gone. */
export const ensureStream = async (broker: Broker, context: Context): Promise<StreamInfo> => {
  try {
    return await broker.jsm.streams.info(streamOf(context));
  } catch (error) {
    if (!isMissing(error)) throw error;
    return createStream(broker, context);
  }
};

/** The durable consumer of a context on a stream, made anew, from the stream's first message, if it is gone. */
export const ensureConsumer = async (broker: Broker, stream: Context, name: string): Promise<void> => {
  await ensureStream(broker, stream);
  await broker.jsm.consumers.add(streamOf(stream), {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT_MS),
    deliver_policy: DeliverPolicy.All,
    max_ack_pending: ACK_PENDING_MAX,
    // The broker would stop without a word at its own limit; we count in the database, and set the message aside.
    max_deliver: -1,
  });
};
