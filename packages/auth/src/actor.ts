import type { Actor, Instant } from '@oms/kernel';
import type { JWTPayload } from 'jose';

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

/** The token is at fault: the actor needs another one. The message is safe to show and does not quote the token. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** Clocks differ: how long past its expiry, or before its beginning, a token is accepted. */
export const TOLERANCE_SECONDS = 5;

const MS_PER_S = 1_000;
/** The end of the year 9999; a later expiry is a mistake or an attack. */
const EXPIRY_MAX = 253_402_300_799;
const SUBJECT_CHARS_MAX = 255;

/** In an actor's id they would get into keys and headers. */
const controlCharacters = /\p{Cc}/u;

/** An ID token is for the client that requested it, and grants nothing here (OpenID Connect Core, section 2). */
const idTokenClaims = ['nonce', 'at_hash', 'c_hash'];

const subjectOf = ({ sub }: JWTPayload): string => {
  if (typeof sub !== 'string' || sub === '') throw new InvalidToken('The token names no subject.');
  if (sub.length > SUBJECT_CHARS_MAX || controlCharacters.test(sub)) {
    throw new InvalidToken('The subject of the token is malformed.');
  }
  return sub;
};

/** Anything but a string, as RFC 8693 has it, grants nothing. */
const scopesOf = ({ scope }: Record<string, unknown>): ReadonlySet<string> =>
  new Set(typeof scope === 'string' ? scope.split(' ').filter((name) => name !== '') : []);

/** The actor of a token whose signature, issuer, audience and times were verified. Throws an InvalidToken. */
export const actorOf = (token: string, claims: JWTPayload, nowSeconds: number): VerifiedActor => {
  const { exp, iat } = claims;
  if (exp === undefined || !(exp > 0 && exp <= EXPIRY_MAX))
    throw new InvalidToken('The expiry of the token is malformed.');
  if (iat !== undefined && iat > nowSeconds + TOLERANCE_SECONDS)
    throw new InvalidToken('The token is from the future.');
  if (idTokenClaims.some((name) => name in claims)) throw new InvalidToken('An ID token is not an access token.');
  return { id: subjectOf(claims), scopes: scopesOf(claims), expiresAt: exp * MS_PER_S, token };
};
