import type { Envelope } from '@oms/contracts';

/** A row of `events`; `data` is its JSON text. */
export interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly aggregate_type: string;
  readonly aggregate_id: string;
  readonly sequence: number;
  readonly order_id: string | null;
  readonly actor_id: string | null;
  readonly correlation_id: string;
  readonly causation_id: string | null;
  readonly idempotency_key: string | null;
  readonly schema_version: number;
  readonly traceparent: string | null;
  readonly data: string;
  readonly occurred_at: Date;
}

/** For a select: the data as text, so that it is published as it was recorded. */
export const eventColumns = `id, type, aggregate_type, aggregate_id, sequence, order_id, actor_id, correlation_id,
  causation_id, idempotency_key, schema_version, traceparent, data::text as data, occurred_at`;

/** `orders.order-created.v1` belongs to `/orders`. */
const sourceOf = (type: string): string => `/${type.slice(0, type.indexOf('.'))}`;

export const subjectOf = (type: string): string => `oms.${type}`;

type Attributes = Omit<Envelope, 'data'>;

const attributesOf = (row: EventRow): Attributes => ({
  specversion: '1.0',
  id: row.id,
  source: sourceOf(row.type),
  type: row.type,
  subject: row.aggregate_id,
  time: row.occurred_at.toISOString(),
  datacontenttype: 'application/json',
  aggregatetype: row.aggregate_type,
  sequence: row.sequence,
  ...(row.order_id !== null && { orderid: row.order_id }),
  ...(row.actor_id !== null && { actorid: row.actor_id }),
  correlationid: row.correlation_id,
  ...(row.causation_id !== null && { causationid: row.causation_id }),
  ...(row.idempotency_key !== null && { idempotencykey: row.idempotency_key }),
  schemaversion: row.schema_version,
  ...(row.traceparent !== null && { traceparent: row.traceparent }),
});

export const toEnvelope = (row: EventRow): Envelope => ({
  ...attributesOf(row),
  data: JSON.parse(row.data) as unknown,
});

/** The message as it is published, on one line, without parsing the data. */
export const toMessage = (row: EventRow): string => {
  const attributes = JSON.stringify(attributesOf(row));
  // A line break in JSON is white space: inside of a string it would be escaped.
  return `${attributes.slice(0, -1)},"data":${row.data.replaceAll('\n', ' ')}}`;
};
