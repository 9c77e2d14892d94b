import { randomUUID } from 'node:crypto';
import type { VerifiedActor } from '@oms/auth';
import type { Logger } from '@oms/telemetry';

/** What every resolver knows of the request it serves. */
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
