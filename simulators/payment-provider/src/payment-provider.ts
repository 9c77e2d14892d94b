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
import { openLedger, type Ledger } from './ledger/ledger';
import { openLedgerFile } from './ledger/ledger-file';
import type { LedgerRecord } from './ledger/record';
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
  /** Resolves to the address of the server. */
  start(): Promise<string>;
  /** Ends open requests; committed records stay in the ledger. */
  stop(): Promise<void>;
}

const outOfOrder = (): RefusedRequest =>
  new RefusedRequest(503, { type: 'api_error', message: 'The provider is unavailable (injected by a test).' });

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
  ledger: Ledger,
  warn: (details: object, message: string) => void,
): Provider => {
  const faults = openFaults();
  const deliveries = deliveriesTo({ endpoint: config.webhook, ledger, faults, warn });

  /** Webhooks report durable state, so they are sent after the commit. */
  const commit = async (record: LedgerRecord): Promise<void> => {
    await ledger.commit(record);
    for (const event of record.events ?? []) deliveries.send(event);
    if (record.settlement !== undefined) settlements.schedule(record.settlement);
  };
  const settlements = settlementsIn({ ledger, commit, nowMs: clock.ms });
  const idempotently = idempotentRequests({ ...ledger, commit }, clock.seconds);
  return { ledger, faults, deliveries, settlements, clock, charge: charges(faults, clock), idempotently };
};

/** Reads the ledger, sends undelivered webhooks, and serves the API. */
export const openPaymentProvider = async (config: ProviderConfig): Promise<PaymentProvider> => {
  const server = openServer(config);
  const ledgerFile = await openLedgerFile(config.dataDir);
  const ledger = openLedger(ledgerFile, clock.seconds);
  const provider = providerFrom(config, ledger, (details, message) => {
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
      for (const event of ledger.undeliveredEvents()) provider.deliveries.send(event);
      return address;
    },
    stop: async () => {
      provider.settlements.stop();
      provider.deliveries.stop();
      await server.close();
      await ledgerFile.close();
    },
  };
};
