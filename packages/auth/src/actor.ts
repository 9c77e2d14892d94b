import type { Actor, Instant } from '@oms/kernel';

/** An actor whose token was verified. */
export interface VerifiedActor extends Actor {
  /** When the token expires. */
  readonly expiresAt: Instant;
  /** To be forwarded; never to be logged. */
  readonly token: string;
}

/** Whether one of the alternatives is held in full: the outer list is an OR of ANDs, as in `@requiresScopes`. */
export const satisfies = ({ scopes }: Actor, alternatives: readonly (readonly string[])[]): boolean =>
  alternatives.some((required) => required.every((scope) => scopes.has(scope)));
