import { generateKeyPairSync, sign } from 'node:crypto';

export const TOKEN_ISSUER = 'http://issuer.invalid';
export const TOKEN_AUDIENCE = 'bench';
const KEY_ID = 'bench';
const LIFETIME_SECONDS = 3_600;
const MILLISECONDS = 1_000;

/** Signs tokens, so that the gateway verifies its callers as in production. */
export interface Tokens {
  /** The key set with which the signatures are checked, in JSON. */
  readonly jwks: string;
  readonly tokenOf: (subject: string) => string;
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const createTokens = (): Tokens => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'ES256', use: 'sig' };
  const head = encoded({ alg: 'ES256', kid: KEY_ID, typ: 'JWT' });

  return {
    jwks: JSON.stringify({ keys: [key] }),
    tokenOf: (sub) => {
      const exp = Math.floor(Date.now() / MILLISECONDS) + LIFETIME_SECONDS;
      const signed = `${head}.${encoded({ sub, iss: TOKEN_ISSUER, aud: TOKEN_AUDIENCE, exp })}`;
      const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${signed}.${signature.toString('base64url')}`;
    },
  };
};
