/** What an effect follows from; travels with its events, from the client's request to the last event that it led to. */
export interface Causation {
  /** The same from the client's request to the last event that it led to. */
  readonly correlationId: string;
  /** `sub` of the actor whose request began it. */
  readonly actorId?: string | undefined;
  /** The id of the event that led to this effect. */
  readonly causationId?: string | undefined;
  /** The key under which the client's request takes effect once. */
  readonly idempotencyKey?: string | undefined;
  /** W3C Trace Context. */
  readonly traceparent?: string | undefined;
}
