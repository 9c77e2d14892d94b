/** Why something is done; it travels with every event that follows from it. */
export interface Cause {
  /** The same from the client's request to the last event that it led to. */
  readonly correlationId: string;
  readonly actorId?: string | undefined;
  readonly causationId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly traceparent?: string | undefined;
}
