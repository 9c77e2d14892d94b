import type { IncomingMessage, ServerResponse } from 'node:http';
import { IdentityUnavailable, InvalidToken } from '@oms/auth';
import { preferredType } from './accept';

/** A request that is no GraphQL request, or has no valid token; refused before its operation is read. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, { code = 'BAD_REQUEST', headers = {} }: RefusalDetails = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export interface RefusalDetails {
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const RETRY_AFTER_S = '5';

/** For a request that may succeed in a moment. */
export const tryAgainLater = (code: string, message: string): BadRequest =>
  new BadRequest(503, message, { code, headers: { 'retry-after': RETRY_AFTER_S } });

/** The refusal of a request whose actor could not be verified. Throws any other error. */
export const identityRefusal = (error: unknown): BadRequest => {
  if (error instanceof InvalidToken)
    return new BadRequest(401, error.message, {
      code: 'UNAUTHENTICATED',
      headers: { 'www-authenticate': 'Bearer' },
    });
  if (error instanceof IdentityUnavailable)
    return tryAgainLater('IDENTITY_UNAVAILABLE', 'The token cannot be checked at the moment: try again later.');
  throw error;
};

/** How long the rest of a body that is refused may take to arrive. */
const LINGER_MS = 1_000;

/** Reads and drops the rest: a client that is still sending would find its connection reset instead of the answer. */
const dropRest = (request: IncomingMessage): Promise<void> =>
  new Promise((resolve) => {
    const limit = setTimeout(resolve, LINGER_MS);
    const finished = (): void => {
      clearTimeout(limit);
      resolve();
    };
    if (request.complete || request.destroyed) {
      finished();
      return;
    }
    request.once('end', finished).once('close', finished).resume();
  });

/** Responds with one error, in the media type that the client accepts. */
export const refuse = async (request: IncomingMessage, response: ServerResponse, bad: BadRequest): Promise<void> => {
  await dropRest(request);
  if (response.destroyed) return;
  const type = preferredType(request.headers.accept, ['application/json', 'application/graphql-response+json']);
  const text = JSON.stringify({ errors: [{ message: bad.message, extensions: { code: bad.code } }] });
  response.writeHead(bad.status, {
    ...bad.headers,
    'content-type': `${type ?? 'application/json'}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    // Of a body that has not arrived by now nothing is read: the connection cannot carry another request.
    ...(!request.complete && { connection: 'close' }),
  });
  response.end(text);
};
