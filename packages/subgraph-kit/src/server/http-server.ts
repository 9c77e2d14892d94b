import type { Logger } from '@oms/telemetry';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { HTTP_UNAVAILABLE, RETRY_AFTER_S, SERVICE_UNAVAILABLE } from '../errors';
import { isTransient, UNAVAILABLE_TEXT } from './masking';

/** Room for a batch of 1,000 raw orders, and for none ten times as large. */
const BODY_BYTES_MAX = 2 * 1_024 * 1_024;

/** A request must have arrived in full by then. */
const REQUEST_TIMEOUT_MS = 15_000;

/** Longer than any client's pool keeps an idle connection, so that it is never the server who closes one that is being used. */
const KEEP_ALIVE_MS = 72_000;

const HTTP_ERROR = 500;

/** The same shape as a GraphQL answer, since that is what clients of this server read. */
const refusal = (message: string, code: string) => ({ errors: [{ message, extensions: { code } }] });

interface HttpServerOptions {
  readonly logger: Logger;
  readonly draining: () => boolean;
}

/** An HTTP server that shows no stack, whatever happens, and keeps serving open connections while it closes. */
export const httpServer = ({ logger, draining }: HttpServerOptions): FastifyInstance => {
  const server = fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // A request that is under way when closing begins, or that crosses with it, is answered.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  // Node closes the connections that are idle when closing begins, and leaves those that become so later for 72 seconds.
  server.addHook('onSend', (...[, reply, , done]) => {
    if (draining()) void reply.header('connection', 'close');
    done();
  });
  server.setNotFoundHandler((_request, reply) => reply.send(refusal('Not found', 'NOT_FOUND')));
  server.setErrorHandler<FastifyError>((err, _request, reply) => {
    const status = err.statusCode ?? HTTP_ERROR;
    if (isTransient(err)) {
      logger.warn({ err }, 'transient error');
      void reply.code(HTTP_UNAVAILABLE).header('retry-after', RETRY_AFTER_S);
      return reply.send(refusal(UNAVAILABLE_TEXT, SERVICE_UNAVAILABLE));
    }
    if (status < HTTP_ERROR) return reply.code(status).send(refusal(err.message, err.code));
    logger.error({ err }, 'fault');
    return reply.code(status).send(refusal('Internal server error', 'INTERNAL_SERVER_ERROR'));
  });
  return server;
};

/** Raw bodies, whatever their type: signatures are over bytes. The routes are kept apart from the server's other ones. */
export const withRawBodies =
  (routes: (server: FastifyInstance) => void) =>
  (server: FastifyInstance, _options: object, done: () => void): void => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    routes(server);
    done();
  };
