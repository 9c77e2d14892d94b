import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as wait } from 'node:timers/promises';
import { newId } from '../stripe/identifiers';
import { RefusedRequest } from '../stripe/stripe-error';
import type { Delivery } from '../stripe/test-methods';
import { LostRequest, type Answer } from './idempotency';

const HTML_ERROR = '<html><body><h1>502 Bad Gateway</h1></body></html>';
const JSON_TYPE = 'application/json';

/** Loses or corrupts the response, as the delivery demands. */
const misdeliver = (delivery: Exclude<Delivery, 'answered' | 'error500'>, reply: FastifyReply): FastifyReply => {
  if (delivery === 'html') return reply.code(200).type('text/html').send(HTML_ERROR);
  // Silent: the connection stays open until the caller's timeout, or until this process ends.
  reply.hijack();
  if (delivery === 'reset') reply.raw.socket?.resetAndDestroy();
  return reply;
};

export const sendAnswer = async (answer: Answer, reply: FastifyReply): Promise<FastifyReply> => {
  if (answer.answerAfterMs > 0) await wait(answer.answerAfterMs);
  if (answer.delivery !== 'answered' && answer.delivery !== 'error500') return misdeliver(answer.delivery, reply);
  void reply.code(answer.status).header('request-id', newId('req')).type(JSON_TYPE);
  if (answer.replayed) void reply.header('idempotent-replayed', 'true');
  return reply.send(answer.body);
};

/** Stripe's error format for refused requests; a plain 500 for failures of the simulator. */
export const sendError = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  if (error instanceof LostRequest)
    return error.delivery === 'answered' || error.delivery === 'error500' ? reply : misdeliver(error.delivery, reply);
  void reply.type(JSON_TYPE).header('request-id', newId('req'));
  if (error instanceof RefusedRequest) return reply.code(error.status).send({ error: error.body });
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 500) request.log.error({ err: error }, 'A request failed.');
  const message = status >= 500 ? 'The simulator failed: see its log.' : 'The request is not well-formed.';
  return reply.code(status).send({ error: { type: 'api_error', message } });
};
