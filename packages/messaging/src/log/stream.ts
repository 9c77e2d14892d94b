import { type Context, streamOf, subjectsOf } from '@oms/contracts';
import {
  DiscardPolicy,
  headers,
  type MsgHdrs,
  NatsError,
  nanos,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from 'nats';
import type { Broker } from '../broker';

const HOUR_MS = 60 * 60 * 1_000;
/** The stream is a cache of the log's tail: what it no longer has, readers request from the publisher. */
const STREAM_AGE_MAX_MS = HOUR_MS;
const STREAM_BYTES_MAX = 256 * 1024 * 1024;
/** Nothing is deduplicated by message id: each publication names the sequence before it. The server requires a window. */
const DUPLICATE_WINDOW_MS = 1_000;

const STREAM_NOT_FOUND = 10_059;
const CONSUMER_NOT_FOUND = 10_014;
const MESSAGE_NOT_FOUND = 10_037;
const STORAGE_EXCEEDED = 10_047;

/** Marks a stream whose sequences are positions of the log. */
const LOG_MARK = { 'oms-log': '1' };

/** Where the event is in the log; the same as the message's sequence, unless it was not published by the relay. */
const POSITION_HEADER = 'Oms-Log-Position';
const EVENT_HEADER = 'Oms-Event-Id';

const apiCodeOf = (error: unknown): number | undefined =>
  error instanceof NatsError ? error.api_error?.err_code : undefined;

export const isMissing = (error: unknown): boolean => {
  const code = apiCodeOf(error);
  return code === STREAM_NOT_FOUND || code === CONSUMER_NOT_FOUND || code === MESSAGE_NOT_FOUND;
};

export const headersOf = (position: number, eventId: string): MsgHdrs => {
  const made = headers();
  made.set(POSITION_HEADER, position.toString());
  made.set(EVENT_HEADER, eventId);
  return made;
};

/** Whether the message at the sequence is what the relay published there. */
export const isOwn = (sequence: number, of: MsgHdrs | undefined): boolean =>
  of?.get(POSITION_HEADER) === sequence.toString();

export const eventIdIn = (of: MsgHdrs | undefined): string | undefined => of?.get(EVENT_HEADER);

/** What of a stream may change from one start to the next. */
const changeable = (replicas: number) => ({
  // The log keeps everything: a full stream drops its oldest message rather than refuse the newest.
  discard: DiscardPolicy.Old,
  max_age: nanos(STREAM_AGE_MAX_MS),
  duplicate_window: nanos(DUPLICATE_WINDOW_MS),
  num_replicas: replicas,
});

const streamConfig = (context: Context, replicas: number): Partial<StreamConfig> & { name: string } => ({
  ...changeable(replicas),
  name: streamOf(context),
  subjects: [subjectsOf(context)],
  retention: RetentionPolicy.Limits,
  storage: StorageType.File,
  max_bytes: STREAM_BYTES_MAX,
  metadata: LOG_MARK,
});

/** The context's stream, or undefined when there is none. */
export const streamInfo = async ({ jsm }: Broker, context: Context): Promise<StreamInfo | undefined> => {
  try {
    return await jsm.streams.info(streamOf(context));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** Whether the stream's sequences are positions of the log; one of another version, or created by an operator, may have any. */
export const isLogStream = ({ config }: StreamInfo): boolean => config.metadata?.['oms-log'] === LOG_MARK['oms-log'];

/** Recreates the stream, empty; the next message has the sequence `first`. */
export const recreateStream = async (broker: Broker, context: Context, first: number): Promise<void> => {
  const { jsm, replicas } = broker;
  if ((await streamInfo(broker, context)) !== undefined) await jsm.streams.delete(streamOf(context));
  const config = { ...streamConfig(context, replicas), first_seq: first };
  try {
    await jsm.streams.add(config);
  } catch (error) {
    // A small disk cannot reserve so much; the stream then uses what there is.
    if (apiCodeOf(error) !== STORAGE_EXCEEDED) throw error;
    await jsm.streams.add({ ...config, max_bytes: -1 });
  }
};

/** Brings the settings of a stream of an earlier start to what they are now. */
export const updateStream = async ({ jsm, replicas }: Broker, context: Context, info: StreamInfo): Promise<void> => {
  const wanted = Object.entries(changeable(replicas));
  const actual = new Map<string, unknown>(Object.entries(info.config));
  if (wanted.every(([setting, value]) => actual.get(setting) === value)) return;
  await jsm.streams.update(streamOf(context), { ...info.config, ...changeable(replicas) });
};
