import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { TokenVerifier } from '@oms/auth';
import type { Identity } from '../execution/prepared-operation';

export interface IdentifyOptions {
  /** Undefined: tokens are not verified, and every actor is anonymous. */
  readonly verifier: TokenVerifier | undefined;
  /** In lower case. Undefined: all that belong to the request rather than to the connection. */
  readonly forwardHeaders: readonly string[] | undefined;
}

/** Where tokens are verified, no other header about the client is forwarded unless it is configured. */
const FORWARDED_WITH_IDENTITY = ['authorization', 'idempotency-key', 'accept-language'];

/** Of the connection or of this very message; and those that the gateway writes itself. */
const NEVER_FORWARDED = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'origin',
  'proxy-authorization',
  'proxy-connection',
  'referer',
  'sec-websocket-accept',
  'sec-websocket-extensions',
  'sec-websocket-key',
  'sec-websocket-protocol',
  'sec-websocket-version',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'traceparent',
  'x-correlation-id',
  'apollo-federation-include-trace',
]);

const correlationId = /^[\w.:-]{1,128}$/;

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Reads who is calling from request headers. Rejects with what the verifier rejects with. */
export type Identify = (headers: IncomingHttpHeaders) => Promise<Identity>;

export const identify = ({ verifier, forwardHeaders }: IdentifyOptions): Identify => {
  const named = forwardHeaders ?? (verifier === undefined ? undefined : FORWARDED_WITH_IDENTITY);

  const forwarded = (headers: IncomingHttpHeaders): Record<string, string> => {
    const kept: Record<string, string> = {};
    for (const name of named ?? Object.keys(headers)) {
      const value = single(headers[name]);
      if (value !== undefined && !NEVER_FORWARDED.has(name)) kept[name] = value;
    }
    return kept;
  };

  return async (headers) => {
    const actor = await verifier?.verify(headers.authorization);
    const kept = forwarded(headers);
    const given = single(headers['x-correlation-id']);
    const correlation = given !== undefined && correlationId.test(given) ? given : randomUUID();
    return {
      actor,
      correlationId: correlation,
      identityKey: JSON.stringify(kept),
      headers: {
        ...kept,
        'x-correlation-id': correlation,
        ...(typeof headers['traceparent'] === 'string' && { traceparent: headers['traceparent'] }),
      },
    };
  };
};
