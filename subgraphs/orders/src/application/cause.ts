/** Why something is done; it travels with the events that come of it. */
export interface Cause {
  /** The same from the client's request to the last event that it leads to. */
  readonly correlationId: string;
  /** Who asked for it. */
  readonly actorId?: string | undefined;
  /** The event that led to it. */
  readonly causationId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly traceparent?: string | undefined;
}
