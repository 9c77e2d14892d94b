import type { Logger } from '@oms/telemetry';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

/** No token can be verified for want of a key: the actor may try again. */
export class IdentityUnavailable extends Error {
  override readonly name = 'IdentityUnavailable';
}

/** While keys are missing they are fetched every second, and each token fails: a line every 30 s is enough. */
const FAILURE_LOGGED_EVERY_MS = 30_000;

/** The log of a key set. It never gets a token. */
const keySetLog = (logger: Logger, now: () => number) => {
  let failures = 0;
  let fetchLoggedAt = -Infinity;
  let keyLoggedAt = -Infinity;
  const isDue = (loggedAt: number): boolean => now() - loggedAt >= FAILURE_LOGGED_EVERY_MS;
  return {
    fetchFailed: (err: unknown): void => {
      failures += 1;
      if (!isDue(fetchLoggedAt)) return;
      fetchLoggedAt = now();
      logger.warn({ err, failures }, 'The keys of the identity provider could not be fetched');
    },
    fetchSucceeded: (): void => {
      if (failures > 0) logger.info({ failures }, 'The keys of the identity provider could be fetched again');
      failures = 0;
      fetchLoggedAt = -Infinity;
    },
    keyUnusable: (err: unknown, keyId: string | undefined): void => {
      if (!isDue(keyLoggedAt)) return;
      keyLoggedAt = now();
      logger.error({ err, keyId }, 'A key of the identity provider cannot be used');
    },
  };
};

const FETCH_TIMEOUT_MS = 5_000;
const BODY_BYTES_MAX = 256 * 1_024;

/** After this the keys are fetched again in the background, so that a key that was withdrawn is no longer accepted. */
const FRESH_MS = 600_000;

/** The time between two fetches at least, however many unknown key ids arrive. */
const COOLDOWN_MS = 30_000;

/** The same while there is no key at all, so that no token can be verified. */
const COOLDOWN_EMPTY_MS = 1_000;

/** A set without keys is a mistake of the provider, not a withdrawal: it would have every token refused. */
const jwksSchema = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string() }))
    .min(1)
    .max(100),
});

/** The provider's keys, and how often they were replaced: what was verified with earlier ones must be verified again. */
export interface KeySet {
  readonly getKey: JWTVerifyGetKey;
  /** Fetches the keys in the background when they have grown old. */
  readonly freshen: () => void;
  readonly generation: () => number;
}

const fetchKeys = async (url: string): Promise<JSONWebKeySet> => {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`The key set at ${url} was answered with ${response.status.toString()}.`);
  return jwksSchema.parse(JSON.parse(await bodyOf(response)));
};

const bodyOf = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) throw new Error(`The key set is larger than ${BODY_BYTES_MAX.toString()} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

interface KeySetOptions {
  readonly url: string;
  readonly now: () => number;
  readonly logger: Logger;
}

/** What a token causes by its header alone; anything else that goes wrong with a key is the fault of the key. */
const isFaultOfToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;

/**
 * A key set that stays usable while its provider is not available.
 *
 * Known keys stay in use until a fetch succeeds, however old they are: tokens expire on their own, and an outage of the provider
 * must not refuse every actor who is logged in. `createRemoteJWKSet` of jose refuses known keys after its `cacheMaxAge`, or
 * never fetches them again; and during an outage it sends a request for each token with an unknown key (decision 21).
 */
export const remoteKeySet = ({ url, now, logger }: KeySetOptions): KeySet => {
  const log = keySetLog(logger, now);
  let keys: JWTVerifyGetKey | undefined;
  let text = '';
  let generation = 0;
  let fetchedAt = -Infinity;
  let fetchBegunAt = -Infinity;
  let fetching: Promise<void> | undefined;

  const refresh = async (): Promise<void> => {
    try {
      const fetched = await fetchKeys(url);
      if (JSON.stringify(fetched) !== text) {
        keys = createLocalJWKSet(fetched);
        text = JSON.stringify(fetched);
        generation += 1;
      }
      fetchedAt = now();
      log.fetchSucceeded();
    } catch (error) {
      log.fetchFailed(error);
    }
  };

  /** Undefined when it is too early to fetch again. */
  const fetchAgain = (): Promise<void> | undefined => {
    if (fetching !== undefined) return fetching;
    if (now() - fetchBegunAt < (keys === undefined ? COOLDOWN_EMPTY_MS : COOLDOWN_MS)) return undefined;
    fetchBegunAt = now();
    fetching = refresh().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };

  const freshen = (): void => {
    if (now() - fetchedAt > FRESH_MS) void fetchAgain();
  };

  const matchingKey: JWTVerifyGetKey = async (header, token) => {
    if (keys === undefined) await fetchAgain();
    if (keys === undefined) throw new IdentityUnavailable(`No key to verify tokens with could be fetched from ${url}.`);
    try {
      return await keys(header, token);
    } catch (error) {
      const fetched = error instanceof errors.JWKSNoMatchingKey ? fetchAgain() : undefined;
      if (fetched === undefined) throw error;
      await fetched;
      return keys(header, token);
    }
  };

  const getKey: JWTVerifyGetKey = async (header, token) => {
    try {
      return await matchingKey(header, token);
    } catch (error) {
      if (error instanceof IdentityUnavailable || isFaultOfToken(error)) throw error;
      log.keyUnusable(error, header.kid);
      throw new IdentityUnavailable(`A key from ${url} cannot be used.`, { cause: error });
    }
  };

  return { getKey, freshen, generation: () => generation };
};
