/** Who makes a request, as a verified token identifies them. */
export interface Actor {
  /** The token's `sub`; of a customer, the customer's id. */
  readonly id: string;
  readonly scopes: ReadonlySet<string>;
}

/** Whether the actor holds at least one of the scopes. */
export const hasAnyScope = ({ scopes }: Actor, wanted: readonly string[]): boolean =>
  wanted.some((scope) => scopes.has(scope));

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

/** What a use case gets of a client's request beside its command. */
export interface ClientRequest {
  readonly actor: Actor;
  /** With the idempotency key, if the client gave one: without it each request takes effect. */
  readonly causation: Causation;
}
