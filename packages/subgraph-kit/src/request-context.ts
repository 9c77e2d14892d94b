import { randomUUID } from 'node:crypto';
import type { VerifiedActor } from '@oms/auth';
import type { ClientRequest } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import { unauthenticated } from './errors';

/** What every resolver gets of the request that it serves. */
export interface RequestContext {
  /** Undefined for an anonymous request. */
  readonly actor: VerifiedActor | undefined;
  /** From the client's request, through every event, to the last subgraph. */
  readonly correlationId: string;
  /** To be passed on to what this request causes. */
  readonly traceparent: string | undefined;
  /** The `Idempotency-Key` header as it came, not checked yet: `parseKeyedInput` reads it together with the input. */
  readonly idempotencyKey?: string;
  /** Writes the correlation id on every line. */
  readonly logger: Logger;
}

/** Printable ASCII without spaces: it goes into headers, logs and events as it is. */
const wellFormed = /^[\x21-\x7e]{1,128}$/;

/** The client's own when it is fit to be passed on, otherwise a new one. */
export const correlationIdOf = (given: unknown): string =>
  typeof given === 'string' && wellFormed.test(given) ? given : randomUUID();

/** Throws UNAUTHENTICATED for an anonymous request; the directives of the SDL refuse one before. */
export const requireActor = ({ actor }: Pick<RequestContext, 'actor'>): VerifiedActor => {
  if (actor === undefined) throw unauthenticated('An access token is needed.');
  return actor;
};

/** What a use case gets of the request beside its command. */
export const clientRequestOf = (context: RequestContext, idempotencyKey: string | undefined): ClientRequest => {
  const actor = requireActor(context);
  const { correlationId, traceparent } = context;
  return { actor, causation: { correlationId, actorId: actor.id, traceparent, idempotencyKey } };
};
