import fastify, { LogController, type FastifyInstance } from 'fastify';
import { authentication } from './api/authentication';
import { controlRoutes } from './api/control';
import { healthRoutes } from './api/health';
import { idempotentRequests } from './api/idempotency';
import { ledgerRoutes } from './api/ledger-view';
import { paymentIntentRoutes } from './api/payment-intents';
import type { Provider } from './api/provider';
import { refundRoutes } from './api/refunds';
import { sendError } from './api/reply';
import { openBooks, type Books } from './books/books';
import { openLedgerFile } from './books/ledger-file';
import type { LedgerRecord } from './books/record';
import { charges } from './charges';
import type { ProviderConfig } from './config';
import { openFaults } from './faults';
import { settlementsIn } from './settlements';
import { parseForm } from './stripe/form';
import { RefusedRequest } from './stripe/stripe-error';
import { deliveriesTo } from './webhooks/deliveries';

const BODY_BYTES_MAX = 65_536;
const MS_PER_S = 1_000;

const clock = {
  ms: () => Date.now(),
  seconds: () => Math.floor(Date.now() / MS_PER_S),
};

export interface PaymentProvider {
  /** Resolves to the address it listens at. */
  start(): Promise<string>;
  /** Ends open requests; what was committed stays in the ledger. */
  stop(): Promise<void>;
}

const outOfOrder = (): RefusedRequest =>
  new RefusedRequest(503, { type: 'api_error', message: 'The provider is out of order.' });

const openServer = (config: ProviderConfig): FastifyInstance => {
  const server = fastify({
    logger: { level: config.logLevel, base: { name: 'payment-provider' } },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
  });
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, parseForm(body.toString()));
  });
  server.setErrorHandler(sendError);
  server.addHook('onRequest', authentication(config.apiKey));
  return server;
};

const providerFrom = (
  config: ProviderConfig,
  books: Books,
  warn: (details: object, message: string) => void,
): Provider => {
  const faults = openFaults();
  const deliveries = deliveriesTo({ endpoint: config.webhook, books, faults, warn });

  /** Webhooks tell of what is durable, so they leave after the commit. */
  const commit = async (record: LedgerRecord): Promise<void> => {
    await books.commit(record);
    for (const event of record.events ?? []) deliveries.send(event);
    if (record.settlement !== undefined) settlements.schedule(record.settlement);
  };
  const settlements = settlementsIn({ books, commit, nowMs: clock.ms });
  const idempotently = idempotentRequests({ ...books, commit }, clock.seconds);
  return { books, faults, deliveries, settlements, clock, charge: charges(faults, clock), idempotently };
};

/** The simulator as a whole: the ledger is read, what it still owes is sent, and the API is served. */
export const openPaymentProvider = async (config: ProviderConfig): Promise<PaymentProvider> => {
  const server = openServer(config);
  const ledger = await openLedgerFile(config.dataDir);
  const books = openBooks(ledger, clock.seconds);
  const provider = providerFrom(config, books, (details, message) => {
    server.log.warn(details, message);
  });
  server.addHook('onRequest', async (request) => {
    if (provider.faults.current().down && request.url.startsWith('/v1/')) throw outOfOrder();
    return Promise.resolve();
  });
  const routes = [paymentIntentRoutes, refundRoutes, controlRoutes, ledgerRoutes, healthRoutes];
  for (const add of routes) add(provider)(server);

  return {
    start: async () => {
      const address = await server.listen({ host: config.host, port: config.port });
      for (const event of books.owedEvents()) provider.deliveries.send(event);
      return address;
    },
    stop: async () => {
      provider.settlements.stop();
      provider.deliveries.stop();
      await server.close();
      await ledger.close();
    },
  };
};
