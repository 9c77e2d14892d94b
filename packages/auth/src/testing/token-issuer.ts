import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';

/** What the provider answers when asked for its keys. */
type Answer = { readonly status: number; readonly body: string } | 'keys';

export interface Key {
  readonly id: string;
  readonly sign: (claims: JWTPayload, header?: Partial<JWTHeaderParameters>) => Promise<string>;
  readonly publicPem: string;
  readonly publicJwk: JWK;
}

export interface TokenIssuer {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** How often its keys were asked for. */
  asked(): number;
  /** Other keys from now on. */
  publish(...keys: readonly Key[]): void;
  answer(answer: Answer): void;
  stop(): Promise<void>;
}

export const newKey = async (id: string, algorithm = 'RS256'): Promise<Key> => {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return {
    id,
    sign: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid: id, typ: 'JWT', ...header }).sign(privateKey),
    publicPem: await exportSPKI(publicKey),
    publicJwk: { ...(await exportJWK(publicKey)), kid: id, alg: algorithm, use: 'sig' },
  };
};

/** An OpenID provider as far as a verifier sees it: keys over HTTP. */
export const startTokenIssuer = async (key: Key): Promise<TokenIssuer> => {
  let published: readonly Key[] = [key];
  let answer: Answer = 'keys';
  let asked = 0;

  const server = createServer((_request, response) => {
    asked += 1;
    const keys = JSON.stringify({ keys: published.map(({ publicJwk }) => publicJwk) });
    const { status, body } = answer === 'keys' ? { status: 200, body: keys } : answer;
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port.toString()}`;

  return {
    issuer,
    jwksUrl: `${issuer}/jwks`,
    asked: () => asked,
    publish: (...keys) => {
      published = keys;
    },
    answer: (given) => {
      answer = given;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};
