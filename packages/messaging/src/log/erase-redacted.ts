import { type Context, streamOf } from '@oms/contracts';
import type { Broker } from '../broker';
import type { Run } from './event-log';
import { isMissing } from './stream';

const ERASED_MAX = 100;

const pending = `
select redaction.event_id, log.position
from event_redactions as redaction join event_log as log on log.event_id = redaction.event_id
where log.position < $2 order by redaction.requested_at limit $1`;

const done = 'delete from event_redactions where event_id = any($1::uuid[])';

/**
 * Erases the published copies of events whose data was redacted after they were published. The stream overwrites them;
 * a reader that comes to the gap reads the log, which has what is left of the event.
 */
export const eraseRedacted = async ({
  run,
  broker,
  context,
  next,
}: {
  readonly run: Run;
  readonly broker: Broker;
  readonly context: Context;
  /** The position to publish next: what lies before it is published. */
  readonly next: number;
}): Promise<void> => {
  const rows = await run<{ event_id: string; position: string }>(pending, [ERASED_MAX, next]);
  if (rows.length === 0) return;
  for (const { position } of rows) {
    try {
      await broker.jsm.streams.deleteMessage(streamOf(context), Number(position), true);
    } catch (error) {
      // The stream has dropped it already.
      if (!isMissing(error)) throw error;
    }
  }
  await run(done, [rows.map(({ event_id: id }) => id)]);
};
