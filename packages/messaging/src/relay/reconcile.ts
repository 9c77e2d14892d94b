import type { Context } from '@oms/contracts';
import type { Logger } from '@oms/telemetry';
import type { StreamInfo } from 'nats';
import type { Broker } from '../broker';
import { ensureStream, STREAM_AGE_MAX_MS } from '../streams';
import type { Lost, Outbox, StreamState } from './outbox';

/** A message so much younger than the stream's age limit was not dropped for its age. */
const AGE_MARGIN_MS = 60 * 60 * 1_000;

const stateOf = ({ created, state }: StreamInfo): StreamState => ({
  created,
  firstSequence: Math.max(1, state.first_seq),
  lastSequence: state.last_seq,
});

const wasPurged = (before: StreamState, { state }: StreamInfo, nowMs: number): boolean => {
  if (state.first_seq <= before.firstSequence) return false;
  if (state.messages === 0) return true;
  return Date.parse(state.first_ts) > nowMs - STREAM_AGE_MAX_MS + AGE_MARGIN_MS;
};

/** What the stream held, by what the relay remembers, and holds no more. Undefined when nothing is amiss. */
export const lostBy = (before: StreamState | undefined, info: StreamInfo, nowMs: number): Lost | undefined => {
  if (before === undefined) return undefined;
  if (before.created !== info.created) return {};
  if (info.state.last_seq < before.lastSequence) return { after: info.state.last_seq };
  if (wasPurged(before, info, nowMs)) return { upTo: info.state.first_seq - 1 };
  return undefined;
};

/**
 * Compares the stream with what the relay remembers of it. If it was deleted, made anew, cut short or purged, all that it
 * lost and would still keep is published again, in the order in which it was recorded: PostgreSQL is the truth.
 *
 * What is remembered changes last, so that a crash in between only does the work twice.
 */
export const reconcile = async (
  { broker, outbox, logger }: { readonly broker: Broker; readonly outbox: Outbox; readonly logger: Logger },
  context: Context,
): Promise<StreamState> => {
  const info = await ensureStream(broker, context);
  const before = await outbox.state();
  const now = stateOf(info);
  const nowMs = Date.now();
  const lost = lostBy(before, info, nowMs);
  if (lost !== undefined) {
    const events = await outbox.publishAgain(lost, nowMs - STREAM_AGE_MAX_MS);
    logger.warn({ stream: info.config.name, before, now, events }, 'the stream lost events; they are published again');
  }
  if (before === undefined || lost !== undefined || before.firstSequence !== now.firstSequence)
    await outbox.remember(now);
  return now;
};
