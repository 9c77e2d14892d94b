import type { FastifyInstance } from 'fastify';
import type { Provider } from './provider';

const countOf = (values: Iterable<unknown>): string => [...values].length.toString();

const exposition = ({ ledger }: Provider): string =>
  [
    '# TYPE provider_payment_intents gauge',
    `provider_payment_intents ${countOf(ledger.intents())}`,
    '# TYPE provider_refunds gauge',
    `provider_refunds ${countOf(ledger.refunds())}`,
    '# TYPE provider_webhooks_owed gauge',
    `provider_webhooks_owed ${countOf(ledger.undeliveredEvents())}`,
    '',
  ].join('\n');

export const healthRoutes =
  (provider: Provider) =>
  (server: FastifyInstance): void => {
    server.get('/livez', () => ({ status: 'ok' }));
    server.get('/readyz', () => ({ status: 'ok' }));
    server.get('/metrics', (_request, reply) => reply.type('text/plain; version=0.0.4').send(exposition(provider)));
  };
