import type { IncomingMessage, ServerResponse } from 'node:http';

const PREFLIGHT_SECONDS = '600';

/** Says to browsers which pages of other origins may call. Returns whether it has answered, as it does preflights. */
export const corsFor = (origins: readonly string[]) => {
  const allows = (origin: string): boolean => origins.includes('*') || origins.includes(origin);

  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { origin } = request.headers;
    if (origin !== undefined && origins.length > 0) {
      response.setHeader('vary', 'origin');
      if (allows(origin)) {
        response.setHeader('access-control-allow-origin', origin);
        response.setHeader('access-control-expose-headers', 'x-correlation-id');
      }
    }
    if (request.method !== 'OPTIONS') return false;
    if (origin !== undefined && allows(origin)) {
      response.setHeader('access-control-allow-methods', 'GET, POST');
      response.setHeader(
        'access-control-allow-headers',
        request.headers['access-control-request-headers'] ?? 'content-type, authorization',
      );
      response.setHeader('access-control-max-age', PREFLIGHT_SECONDS);
    }
    response.writeHead(204, { allow: 'GET, POST, OPTIONS' });
    response.end();
    return true;
  };
};
