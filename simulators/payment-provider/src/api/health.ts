import type { FastifyInstance } from 'fastify';
import type { Provider } from './provider';

const countOf = (values: Iterable<unknown>): string => [...values].length.toString();

const exposition = ({ books }: Provider): string =>
  [
    '# TYPE provider_payment_intents gauge',
    `provider_payment_intents ${countOf(books.intents())}`,
    '# TYPE provider_refunds gauge',
    `provider_refunds ${countOf(books.refunds())}`,
    '# TYPE provider_webhooks_owed gauge',
    `provider_webhooks_owed ${countOf(books.owedEvents())}`,
    '',
  ].join('\n');

export const healthRoutes =
  (provider: Provider) =>
  (server: FastifyInstance): void => {
    server.get('/livez', () => ({ status: 'ok' }));
    server.get('/readyz', () => ({ status: 'ok' }));
    server.get('/metrics', (_request, reply) => reply.type('text/plain; version=0.0.4').send(exposition(provider)));
  };
