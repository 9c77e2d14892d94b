import type { Envelope, EventContract } from '@oms/contracts';
import { noteRecordedEvents, newId, rowsOf, type Tx } from '@oms/database';
import type { Causation } from '@oms/kernel';

/** A fact to record, and to publish once its transaction has committed. */
export interface NewEvent<Data = unknown> {
  readonly contract: EventContract<Data>;
  readonly aggregateId: string;
  /** 1, 2, 3 … per aggregate, without a gap: two writers that took the same one cannot both commit. */
  readonly sequence: number;
  /** The order that it is about, where there is one. */
  readonly orderId?: string | undefined;
  readonly data: Data;
  readonly causation: Causation;
}

/** The causation of what is done because of an event. */
export const causedBy = (event: Envelope): Causation => ({
  correlationId: event.correlationid,
  causationId: event.id,
  actorId: event.actorid,
  idempotencyKey: event.idempotencykey,
  traceparent: event.traceparent,
});

/** Well under the broker's limit of 1 MiB: an event that cannot be published must not be recorded. */
const EVENT_BYTES_MAX = 768 * 1024;

const insert = `
insert into events (id, type, aggregate_type, aggregate_id, sequence, order_id, actor_id, correlation_id, causation_id,
  idempotency_key, schema_version, traceparent, data, occurred_at)
select id, type, aggregatetype, subject, sequence, orderid, actorid, correlationid, causationid,
  idempotencykey, schemaversion, traceparent, data, time
from json_to_recordset($1) as new (id uuid, type text, aggregatetype text, subject text, sequence integer, orderid uuid,
  actorid text, correlationid text, causationid text, idempotencykey text, schemaversion smallint, traceparent text,
  data json, time timestamptz)`;

const toEnvelope = (
  { contract, aggregateId, sequence, orderId, data, causation }: NewEvent,
  time: string,
): Envelope => ({
  specversion: '1.0',
  id: newId(),
  source: `/${contract.context}`,
  type: contract.type,
  subject: aggregateId,
  time,
  datacontenttype: 'application/json',
  aggregatetype: contract.aggregateType,
  sequence,
  ...(orderId !== undefined && { orderid: orderId }),
  ...(causation.actorId !== undefined && { actorid: causation.actorId }),
  correlationid: causation.correlationId,
  ...(causation.causationId !== undefined && { causationid: causation.causationId }),
  ...(causation.idempotencyKey !== undefined && { idempotencykey: causation.idempotencyKey }),
  schemaversion: contract.schemaVersion,
  ...(causation.traceparent !== undefined && { traceparent: causation.traceparent }),
  data: contract.data.parse(data),
});

/**
 * Records the events, in one statement of the transaction, and has them published after its commit.
 *
 * @throws {z.ZodError} when an event's data does not fit its contract: a bug of the caller.
 */
export const appendEvents = async (tx: Tx, events: readonly NewEvent[]): Promise<readonly Envelope[]> => {
  if (events.length === 0) return [];
  const time = new Date().toISOString();
  const envelopes = events.map((event) => toEnvelope(event, time));
  const texts = envelopes.map((envelope) => {
    const text = JSON.stringify(envelope);
    if (Buffer.byteLength(text) > EVENT_BYTES_MAX)
      throw new Error(`An ${envelope.type} of ${text.length.toString()} characters is too large to be published.`);
    return text;
  });
  await rowsOf(tx, insert, [`[${texts.join(',')}]`]);
  noteRecordedEvents(
    tx,
    envelopes.map(({ id, type }, index) => ({ id, type, message: texts[index] ?? '' })),
  );
  return envelopes;
};
