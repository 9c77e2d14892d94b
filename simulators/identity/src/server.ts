import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server';
import type { IdentityConfig } from './config';
import { loadSigningKey } from './signing-key';
import { BadTokenRequest, parseTokenRequest } from './token-request';

const respond = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    // Pages of other origins, such as Apollo Sandbox, may fetch a token: these tokens are for development only.
    'access-control-allow-origin': '*',
  });
  response.end(JSON.stringify(body));
};

/** Issues a token directly: the OAuth grants can express neither a persona nor a lifetime. */
const issueToken = async (issuer: OAuth2Issuer, query: URLSearchParams, audience: string) => {
  const request = parseTokenRequest(query, audience);
  const access_token = await issuer.buildToken({
    expiresIn: request.lifetimeS,
    scopesOrTransform: (_header, payload) => {
      Object.assign(payload, { sub: request.subject, aud: request.audience, scope: request.scope });
    },
  });
  return { access_token, token_type: 'Bearer', expires_in: request.lifetimeS, scope: request.scope };
};

/** The issuer of tokens: `POST /token?persona=…`, and discovery and keys as in OpenID Connect. */
export const identityServer = async (config: IdentityConfig): Promise<Server> => {
  const issuer = new OAuth2Issuer();
  issuer.url = config.issuerUrl;
  await loadSigningKey(issuer, config.dataDir);
  const openId = new OAuth2Service(issuer).requestHandler;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', config.issuerUrl);
    if (pathname === '/livez' || pathname === '/readyz') {
      respond(response, 200, { status: 'ok' });
    } else if (request.method === 'POST' && pathname === '/token' && searchParams.size > 0) {
      respond(response, 200, await issueToken(issuer, searchParams, config.audience));
    } else {
      openId(request, response);
    }
  };

  return createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (error instanceof BadTokenRequest) respond(response, 400, { error: error.message });
      else respond(response, 500, { error: 'The identity simulator failed: see its log.' });
      if (!(error instanceof BadTokenRequest)) console.error(error);
    });
  });
};
