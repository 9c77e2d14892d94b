import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { IdentityUnavailable } from './errors';
import type { FetchLog } from './fetch-log';

const FETCH_TIMEOUT_MS = 5_000;
const BODY_BYTES_MAX = 256 * 1_024;

/** After this the keys are fetched again in the background, so that a key that was withdrawn stops counting. */
const FRESH_MS = 600_000;

/** However many unknown key ids arrive, the provider is asked at most this often. */
const COOLDOWN_MS = 30_000;

/** While there is no key at all, nobody can log in: ask sooner. */
const COOLDOWN_EMPTY_MS = 1_000;

/** A set without keys would lock everybody out: it is a mistake of the provider's, not a withdrawal. */
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
  readonly log: FetchLog;
}

/**
 * A key set that outlives its provider's outages.
 *
 * Keys that are known stay in use until a fetch succeeds, however old they are: tokens expire on their own, and a
 * provider that is down must not lock out everybody who is logged in.
 */
export const remoteKeySet = ({ url, now, log }: KeySetOptions): KeySet => {
  let keys: JWTVerifyGetKey | undefined;
  let text = '';
  let generation = 0;
  let fetchedAt = -Infinity;
  let askedAt = -Infinity;
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
      log.succeeded();
    } catch (error) {
      log.failed(error);
    }
  };

  /** Undefined when it is too early to ask again. */
  const ask = (): Promise<void> | undefined => {
    if (fetching !== undefined) return fetching;
    if (now() - askedAt < (keys === undefined ? COOLDOWN_EMPTY_MS : COOLDOWN_MS)) return undefined;
    askedAt = now();
    fetching = refresh().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };

  const freshen = (): void => {
    if (now() - fetchedAt > FRESH_MS) void ask();
  };

  const getKey: JWTVerifyGetKey = async (header, token) => {
    if (keys === undefined) await ask();
    if (keys === undefined) throw new IdentityUnavailable(`No key to check tokens with could be fetched from ${url}.`);
    try {
      return await keys(header, token);
    } catch (error) {
      const asked = error instanceof errors.JWKSNoMatchingKey ? ask() : undefined;
      if (asked === undefined) throw error;
      await asked;
      return keys(header, token);
    }
  };

  return { getKey, freshen, generation: () => generation };
};
