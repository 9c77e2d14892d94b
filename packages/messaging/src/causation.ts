import type { Envelope } from '@oms/contracts';
import type { Causation } from '@oms/kernel';

/** The causation of what is done because of an event. */
export const causedBy = (event: Envelope): Causation => ({
  correlationId: event.correlationid,
  causationId: event.id,
  actorId: event.actorid,
  idempotencyKey: event.idempotencykey,
  traceparent: event.traceparent,
});
