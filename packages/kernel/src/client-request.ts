import type { Actor } from './actor';
import type { Causation } from './causation';

/** What a use case gets of a client's request beside its command. */
export interface ClientRequest {
  readonly actor: Actor;
  /** With the idempotency key, if the client gave one: without it each request takes effect. */
  readonly causation: Causation;
}
