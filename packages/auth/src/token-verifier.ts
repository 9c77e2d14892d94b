import type { Logger } from '@oms/telemetry';
import { errors, jwtVerify, type JWTVerifyOptions } from 'jose';
import { LRUCache } from 'lru-cache';
import { actorOf, InvalidToken, TOLERANCE_SECONDS, type VerifiedActor } from './actor';
import { IdentityUnavailable, remoteKeySet } from './key-set';

/** Of all tokens that were verified and are kept in memory. */
const CACHE_BYTES_MAX = 16 * 1024 * 1024;
/** A token is kept as text, twice, and as its claims; and what an entry takes besides. */
const TOKEN_CHARACTER_BYTES = 4;
const ENTRY_BYTES = 1_000;
const TOKEN_CHARS_MAX = 8_192;
const KEY_ID_CHARS_MAX = 255;

/** Asymmetric ones only: with a symmetric one in the list, the public key would be a signing key. */
const ALGORITHMS = ['RS256', 'ES256'];

/** RFC 7519 and RFC 9068; absent is fine too. */
const tokenTypes: ReadonlySet<unknown> = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);

const MILLISECONDS_PER_SECOND = 1_000;

/** The OpenID provider whose tokens are accepted. */
export interface IdentityConfig {
  readonly jwksUrl: string;
  /** Must equal `iss`. */
  readonly issuer: string;
  /** Must be in `aud`. */
  readonly audience: string;
}

export interface VerifierParts {
  /** Milliseconds since the epoch; the system's clock when left out. */
  readonly now?: () => number;
  /** Gets a line when keys cannot be fetched or used, at most every 30 s; known keys stay in use. */
  readonly logger: Logger;
}

export interface TokenVerifier {
  /**
   * The actor of an `Authorization` header; undefined when there is no header.
   * Rejects with `InvalidToken`, or with `IdentityUnavailable` while no key is known.
   */
  verify(authorization: string | undefined): Promise<VerifiedActor | undefined>;
}

const bearerToken = (authorization: string): string => {
  const [, token] = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization.trim()) ?? [];
  if (token === undefined || token.length > TOKEN_CHARS_MAX) {
    throw new InvalidToken('The authorization header must be "Bearer" and a JSON Web Token.');
  }
  return token;
};

/** What went wrong, in a text of our own: the library's may quote the token. */
const refusalOf = (error: unknown): unknown => {
  if (error instanceof InvalidToken || error instanceof IdentityUnavailable) return error;
  if (error instanceof errors.JWTExpired) return new InvalidToken('The token has expired.', { cause: error });
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new InvalidToken(`The claim ${error.claim} of the token is missing or is not what it must be.`, {
      cause: error,
    });
  }
  return new InvalidToken('The token is not valid.', { cause: error });
};

export const tokenVerifier = (config: IdentityConfig, { now = Date.now, logger }: VerifierParts): TokenVerifier => {
  const keySet = remoteKeySet({ url: config.jwksUrl, now, logger });
  const verified = new LRUCache<string, { actor: VerifiedActor; generation: number }>({
    maxSize: CACHE_BYTES_MAX,
    sizeCalculation: (_, token) => ENTRY_BYTES + token.length * TOKEN_CHARACTER_BYTES,
  });

  const check = async (token: string): Promise<VerifiedActor> => {
    const options: JWTVerifyOptions = {
      algorithms: ALGORITHMS,
      issuer: config.issuer,
      audience: config.audience,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: new Date(now()),
    };
    const { payload } = await jwtVerify(
      token,
      (header, jws) => {
        if (!tokenTypes.has(header.typ?.toLowerCase()))
          throw new InvalidToken('The type of the token is not accepted.');
        if (header.kid !== undefined && header.kid.length > KEY_ID_CHARS_MAX)
          throw new InvalidToken('The key id of the token is malformed.');
        return keySet.getKey(header, jws);
      },
      options,
    );
    return actorOf(token, payload, now() / MILLISECONDS_PER_SECOND);
  };

  const verify = async (authorization: string | undefined): Promise<VerifiedActor | undefined> => {
    if (authorization === undefined) return undefined;
    const token = bearerToken(authorization);
    keySet.freshen();
    const known = verified.get(token);
    const isStillValid = (actor: VerifiedActor): boolean =>
      now() < actor.expiresAt + TOLERANCE_SECONDS * MILLISECONDS_PER_SECOND;
    if (known !== undefined && known.generation === keySet.generation() && isStillValid(known.actor))
      return known.actor;
    try {
      const actor = await check(token);
      verified.set(token, { actor, generation: keySet.generation() });
      return actor;
    } catch (error) {
      verified.delete(token);
      throw refusalOf(error);
    }
  };

  return { verify };
};
