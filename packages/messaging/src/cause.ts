import type { Envelope } from '@oms/contracts';

/** Why an event came to be; travels with it, from the client's request to the last event that it led to. */
export interface Cause {
  /** The same from the client's request to the last event that it led to. */
  readonly correlationId: string;
  /** `sub` of the caller whose request began it. */
  readonly actorId?: string | undefined;
  /** The id of the event that led to this one. */
  readonly causationId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** W3C Trace Context. */
  readonly traceparent?: string | undefined;
}

/** The cause of what is done because of an event. */
export const causedBy = (event: Envelope): Cause => ({
  correlationId: event.correlationid,
  causationId: event.id,
  actorId: event.actorid,
  idempotencyKey: event.idempotencykey,
  traceparent: event.traceparent,
});
