import { envelopeSchema } from '@oms/contracts';
import { type EventRow, subjectOf, toEnvelope, toMessage } from './event-row';

const row: EventRow = {
  id: '0198c0de-0000-7000-8000-000000000001',
  type: 'orders.parcel-packed.v1',
  aggregate_type: 'Parcel',
  aggregate_id: 'tea',
  sequence: 3,
  order_id: '0198c0de-0000-7000-8000-000000000002',
  actor_id: 'ada',
  correlation_id: 'one',
  causation_id: 'two',
  idempotency_key: 'three',
  schema_version: 1,
  traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`,
  data: '{ "name": "two\\nlines",\n  "count": 10000000000000000001 }',
  occurred_at: new Date('2026-08-01T10:00:00.000Z'),
};

const envelope = {
  specversion: '1.0',
  id: row.id,
  source: '/orders',
  type: row.type,
  subject: 'tea',
  time: '2026-08-01T10:00:00.000Z',
  datacontenttype: 'application/json',
  aggregatetype: 'Parcel',
  sequence: 3,
  orderid: row.order_id,
  actorid: 'ada',
  correlationid: 'one',
  causationid: 'two',
  idempotencykey: 'three',
  schemaversion: 1,
  traceparent: row.traceparent,
};

describe('a row of the event history', () => {
  it('is an event with all of its attributes', () => {
    expect(toEnvelope({ ...row, data: '{"name":"tea"}' })).toEqual({ ...envelope, data: { name: 'tea' } });
  });

  it('is an event without the attributes that it does not have', () => {
    const bare = {
      ...row,
      order_id: null,
      actor_id: null,
      causation_id: null,
      idempotency_key: null,
      traceparent: null,
      data: '{}',
    };
    const { specversion, id, source, type, subject, time, datacontenttype, aggregatetype, sequence } = envelope;
    const required = { specversion, id, source, type, subject, time, datacontenttype, aggregatetype, sequence };
    const { correlationid, schemaversion } = envelope;
    expect(toEnvelope(bare)).toStrictEqual({ ...required, correlationid, schemaversion, data: {} });
  });

  it('is published on one line, with its data as it was recorded', () => {
    const message = toMessage(row);
    expect(message).not.toContain('\n');
    expect(message).toContain('"count": 10000000000000000001');
    expect(envelopeSchema.parse(JSON.parse(message))).toMatchObject({ ...envelope, data: { name: 'two\nlines' } });
  });

  it('is published on the subject of its type', () => {
    expect(subjectOf(row.type)).toBe('oms.orders.parcel-packed.v1');
  });
});
