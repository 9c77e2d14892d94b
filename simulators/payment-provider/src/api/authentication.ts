import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** As Stripe, accepts the key as Bearer token or as the user name of Basic authentication, which browsers support. */
const keyIn = (authorization: string | undefined): string | undefined => {
  const [scheme = '', credentials = ''] = authorization?.split(' ') ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0];
};

const open: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/** An `onRequest` hook. */
export const authentication = (apiKey: string) => {
  const expected = digest(apiKey);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (open.has(request.routeOptions.url ?? '')) return undefined;
    const key = keyIn(request.headers.authorization);
    if (key !== undefined && timingSafeEqual(digest(key), expected)) return undefined;
    const message = 'Invalid API Key provided.';
    return reply
      .code(401)
      .header('www-authenticate', 'Basic realm="Payment provider simulator"')
      .send({ error: { type: 'invalid_request_error', message } });
  };
};
