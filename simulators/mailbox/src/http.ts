import fastify, { type FastifyInstance } from 'fastify';
import type { MessageStore, Channel, Filter } from './message-store';
import { inboxPage } from './inbox-page';
import type { Misbehaviour, Refusal, Refusals } from './refusals';
import { takeTextMessage } from './text-messages';

const BODY_BYTES_MAX = 64_000;

const channels: readonly Channel[] = ['EMAIL', 'SMS'];
const kinds: readonly Misbehaviour[] = ['TEMPORARY', 'PERMANENT', 'NO_ANSWER', 'LOSES_ANSWER'];

const filterSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { to: { type: 'string' }, orderNumber: { type: 'string' }, channel: { enum: channels } },
};

const refusalSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['channel', 'kind'],
  properties: {
    channel: { enum: channels },
    kind: { enum: kinds },
    to: { type: 'string' },
    times: { type: 'integer', minimum: 1 },
  },
};

export interface MailboxParts {
  readonly messages: MessageStore;
  readonly refusals: Refusals;
  readonly apiKey: string;
}

/** Receives text messages, serves all received messages, and lets tests inject refusals. */
export const httpServer = ({ messages, refusals, apiKey }: MailboxParts): FastifyInstance => {
  const server = fastify({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true });

  server.post('/sms', takeTextMessage(messages, refusals, apiKey));

  server.get<{ Querystring: Filter }>('/messages', { schema: { querystring: filterSchema } }, ({ query }) => ({
    messages: messages.list(query),
  }));

  server.get<{ Querystring: Filter }>('/', { schema: { querystring: filterSchema } }, ({ query }, reply) =>
    reply.type('text/html; charset=utf-8').send(inboxPage(messages.list(query))),
  );

  server.post<{ Body: Refusal }>('/refusals', { schema: { body: refusalSchema } }, ({ body }, reply) => {
    refusals.add(body);
    return reply.code(204).send();
  });

  server.delete('/refusals', (_request, reply) => {
    refusals.clear();
    return reply.code(204).send();
  });

  for (const path of ['/livez', '/readyz']) server.get(path, () => ({ status: 'ok' }));
  return server;
};
