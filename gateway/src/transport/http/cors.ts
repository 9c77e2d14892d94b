import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from 'cors';

const PREFLIGHT_MAX_AGE_S = 600;
const METHODS = ['GET', 'POST'];

/** Writes the CORS headers of a response. Returns whether that was all of it, as for a preflight request. */
export type Cors = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Web pages of these origins may send requests; `*` for all. No credentials of the browser are allowed. */
export const corsFor = (origins: readonly string[]): Cors => {
  const writeHeaders = cors({
    origin: origins.includes('*') ? true : [...origins],
    methods: METHODS,
    exposedHeaders: ['x-correlation-id'],
    maxAge: PREFLIGHT_MAX_AGE_S,
  });

  return (request, response) => {
    // Nothing of this is for clients other than web pages, and headers set one by one cost a tenth of a request's time.
    if (request.headers.origin === undefined && request.method !== 'OPTIONS') return false;
    if (request.method === 'OPTIONS') response.setHeader('allow', [...METHODS, 'OPTIONS'].join(', '));
    let isDone = true;
    writeHeaders(request, response, () => {
      isDone = false;
    });
    return isDone;
  };
};
