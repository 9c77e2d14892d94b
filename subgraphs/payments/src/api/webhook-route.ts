import type { Logger } from '@oms/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const PATH = '/webhooks/payments';
const BODY_BYTES_MAX = 256 * 1_024;
const SIGNATURE_CHARS_MAX = 2_048;

const OK = 200;
const UNAUTHORIZED = 401;
const UNSUPPORTED_MEDIA_TYPE = 415;
const UNAVAILABLE = 503;

export interface WebhookRouteParts {
  /** Whether the provider signed these bytes within the tolerance. */
  readonly isSigned: (signed: { readonly body: Buffer; readonly header: string }) => boolean;
  /** Resolves once it is durable. */
  readonly receive: (body: Buffer) => Promise<void>;
  readonly logger: Logger;
}

const isPlainJson = ({ headers }: FastifyRequest): boolean =>
  /^application\/json\b/i.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined;

const signatureOf = ({ headers }: FastifyRequest): string => {
  const header = headers['stripe-signature'];
  return typeof header === 'string' && header.length <= SIGNATURE_CHARS_MAX ? header : '';
};

/** Where the payment provider sends its webhooks. 2xx means that it is durable; after any other status the provider sends it again. */
export const webhookRoute =
  ({ isSigned, receive, logger }: WebhookRouteParts) =>
  (server: FastifyInstance): void => {
    server.post(PATH, { bodyLimit: BODY_BYTES_MAX }, async (request, reply): Promise<FastifyReply> => {
      if (!isPlainJson(request)) return reply.code(UNSUPPORTED_MEDIA_TYPE).send();
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      if (!isSigned({ body, header: signatureOf(request) })) return reply.code(UNAUTHORIZED).send();
      try {
        await receive(body);
      } catch (err) {
        logger.warn({ err }, 'a webhook could not be stored');
        return reply.code(UNAVAILABLE).send();
      }
      return reply.code(OK).send({ received: true });
    });
  };
