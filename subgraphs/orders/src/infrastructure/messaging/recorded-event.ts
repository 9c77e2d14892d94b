import type { Envelope } from '@oms/contracts';
import type { RecordedEvent } from '../../application/timeline';

export const recordedFrom = (event: Envelope): RecordedEvent => ({
  id: event.id,
  type: event.type,
  aggregateType: event.aggregatetype,
  aggregateId: event.subject,
  sequence: event.sequence,
  data: event.data,
  actorId: event.actorid ?? null,
  correlationId: event.correlationid,
  causationId: event.causationid ?? null,
  idempotencyKey: event.idempotencykey ?? null,
  schemaVersion: event.schemaversion,
  occurredAt: Date.parse(event.time),
});
