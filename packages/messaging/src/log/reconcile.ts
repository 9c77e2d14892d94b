import { type Context, streamOf } from '@oms/contracts';
import type { Logger } from '@oms/telemetry';
import type { StreamInfo } from 'nats';
import type { Broker } from '../broker';
import type { EventLog } from './event-log';
import { eventIdIn, isLogStream, isMissing, isOwn, recreateStream, streamInfo, updateStream } from './stream';

/** How many of the last events a recreated stream is given, so that live feeds miss few. */
const TAIL_EVENTS = 1_000;
/** A stream that misses more than this is recreated with the last events: readers read the others from the log. */
const BEHIND_MAX = 10_000;

/** The stream has events that the log has not: the database was restored from a backup, or is another system's. */
export class LogWentBack extends Error {
  override readonly name = 'LogWentBack';
}

export interface Reconciled {
  readonly context: Context;
  readonly broker: Broker;
  readonly log: EventLog;
  readonly logger: Logger;
}

/** Whether the stream's last message is the event that the log has there. One that was erased or has aged counts as such. */
const endsLikeLog = async ({ broker, context, log }: Reconciled, last: number): Promise<boolean> => {
  try {
    const { header } = await broker.jsm.streams.getMessage(streamOf(context), { seq: last });
    return isOwn(last, header) && eventIdIn(header) === (await log.eventIdAt(last));
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  }
};

/** Whether the message beyond the log's end was published by a relay. */
const isPublishedByRelay = async ({ broker, context }: Reconciled, last: number): Promise<boolean> => {
  try {
    return isOwn(last, (await broker.jsm.streams.getMessage(streamOf(context), { seq: last })).header);
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  }
};

const faultOf = async (self: Reconciled, info: StreamInfo | undefined, head: number): Promise<string | undefined> => {
  if (info === undefined) return 'it is missing';
  if (!isLogStream(info)) return 'its sequences are not positions of the log';
  const { last_seq: last, messages } = info.state;
  if (last > head) {
    if (await isPublishedByRelay(self, last))
      throw new LogWentBack(
        `Stream ${info.config.name} ends at ${last.toString()}, but the log of ${self.context} at ${head.toString()}: ` +
          'the database was restored from a backup, or another system publishes here. See the runbook.',
      );
    return 'it has messages that no relay published';
  }
  if (head - last > BEHIND_MAX) return 'it misses too much';
  if (messages > 0 && !(await endsLikeLog(self, last))) return 'its last message is not the event at that position';
  return undefined;
};

/**
 * Compares the stream with the log, and resolves to the position to publish next. A stream that cannot be continued is
 * recreated, from `next` or, when that is long ago, with the last events of the log: it is a cache.
 *
 * @throws {LogWentBack} when the stream has more events than the log: an operator has to decide which is right.
 */
export const reconcile = async (self: Reconciled, head: number, next: number): Promise<number> => {
  const { broker, context, logger } = self;
  const info = await streamInfo(broker, context);
  const fault = await faultOf(self, info, head);
  if (fault === undefined && info !== undefined) {
    await updateStream(broker, context, info);
    return info.state.last_seq + 1;
  }
  const first = Math.max(Math.min(next, head + 1), head - TAIL_EVENTS + 1, 1);
  await recreateStream(broker, context, first);
  const facts = { stream: streamOf(context), reason: fault, first };
  if (info === undefined && head === 0) logger.info(facts, 'the stream was created');
  else logger.warn(facts, 'the stream was recreated');
  return first;
};
