import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenVerifier } from '@oms/auth';
import { newId, openDatabase, pruner, type Database } from '@oms/database';
import { closingOnFailure, serviceOf, type Service } from '@oms/kernel';
import { connectBroker, eventMessaging, type Broker } from '@oms/messaging';
import { failureOf, messagingChecks, subgraphServer, type ServiceParts } from '@oms/subgraph-kit';
import { apiContext, type ApiContext } from './api/context';
import { resolvers } from './api/resolvers';
import { webhookRoute, type WebhookRouteParts } from './api/webhook-route';
import { paymentsApplication } from './application';
import type { PaymentsConfig } from './config';
import { orderLog } from './infrastructure/messaging/publisher-log';
import { subscriptions } from './infrastructure/messaging/subscriptions';
import { migrations } from './infrastructure/persistence/migrations';
import { typeormAttemptQueue } from './infrastructure/persistence/sql-attempts';
import { sqlIdempotentRequests } from './infrastructure/persistence/sql-idempotent-requests';
import { typeormPaymentViews } from './infrastructure/persistence/sql-payment-views';
import { retentions } from './infrastructure/persistence/retentions';
import { paymentRepositoryIn, typeormPaymentRepository } from './infrastructure/persistence/sql-payments';
import { typeormRefundQueue } from './infrastructure/persistence/sql-refunds';
import { typeormWebhookInbox } from './infrastructure/persistence/sql-webhooks';
import { stripeProvider } from './infrastructure/provider/stripe-provider';
import { webhookFrom } from './infrastructure/provider/webhook-message';
import { isSignedByProvider } from './infrastructure/provider/webhook-signature';
import { attemptWorker } from './infrastructure/workers/attempt-worker';
import { overdueRefundsAlarm } from './infrastructure/workers/overdue-refunds-alarm';
import { refundWorker } from './infrastructure/workers/refund-worker';
import { webhookJudge } from './infrastructure/workers/webhook-judge';

const context = 'payments';
const MS_PER_S = 1_000;
/** What the recording of an outcome may take, on top of the call. A crash is made good after both. */
const RECORDING_MS = 3_000;
const typeDefs = readFileSync(join(__dirname, '..', 'schema.graphql'), 'utf8');

const nowSeconds = (): number => Math.floor(Date.now() / MS_PER_S);

/** Everything that is done with the provider: its calls, and what it says by itself. */
const providerParts = (config: PaymentsConfig, database: Database, { logger, metrics }: ServiceParts) => {
  const { name, concurrencyMax, webhookSecrets, apiKey, timeoutMs, url } = config.provider;
  // Charges and refunds have their limits side by side, so that neither waits for the other's sockets.
  const options = { socketsMax: 2 * concurrencyMax, metrics };
  const provider = stripeProvider({ url: new URL(url), apiKey, timeoutMs }, options);
  const leaseMs = timeoutMs + RECORDING_MS;
  const payments = typeormPaymentRepository(database, name);
  const webhooks = typeormWebhookInbox(database, name);
  const shared = { provider, payments, concurrencyMax, newId: newId, logger, metrics };
  const attempts = attemptWorker({ ...shared, attempts: typeormAttemptQueue(database, leaseMs) });
  const refunds = refundWorker({ ...shared, refunds: typeormRefundQueue(database, leaseMs) });
  const judge = webhookJudge({ webhooks, newId: newId, logger, metrics });
  database.onEventsCommitted(() => {
    attempts.wake();
    refunds.wake();
  });

  const receive: WebhookRouteParts['receive'] = async (body) => {
    await webhooks.store(webhookFrom(body));
    judge.wake();
  };
  const isSigned: WebhookRouteParts['isSigned'] = (signed) => isSignedByProvider(signed, webhookSecrets, nowSeconds());
  return { workers: serviceOf(attempts, refunds, judge), routes: webhookRoute({ isSigned, receive, logger }) };
};

const closing = (database: Database, broker: Broker): Service => ({
  start: () => Promise.resolve(),
  stop: async () => {
    await broker.drain();
    await database.close();
  },
});

export const composePayments = async (config: PaymentsConfig, parts: ServiceParts): Promise<Service> => {
  const { logger, metrics } = parts;
  const { startupTimeoutMs } = config;
  const database = await openDatabase(config.database, {
    entities: [],
    migrations,
    logger,
    metrics,
    startupTimeoutMs,
  });
  const broker = await closingOnFailure(database, () =>
    connectBroker({ ...config.messaging.broker, name: context, logger, startupTimeoutMs }),
  );
  const { name: provider } = config.provider;
  const { workers, routes } = providerParts(config, database, parts);
  const { retry, partitions } = config.messaging;
  const events = eventMessaging({
    context,
    database,
    broker,
    subscriptions: subscriptions({ paymentRepositoryIn: (tx) => paymentRepositoryIn(tx, provider), newId: newId }),
    retry,
    partitions,
    logger,
    metrics,
  });
  const application = paymentsApplication({
    requests: sqlIdempotentRequests(database, provider),
    views: typeormPaymentViews(database.requests),
    newId: newId,
    orderLog: orderLog(events),
  });

  return serviceOf(
    closing(database, broker),
    pruner({ database, retentions, logger, metrics }),
    overdueRefundsAlarm(database, logger, metrics),
    workers,
    events,
    subgraphServer<ApiContext>({
      name: context,
      typeDefs,
      resolvers,
      context: apiContext(application),
      verifier: tokenVerifier(config.identity, { logger }),
      http: config.http,
      routes,
      readiness: async () => ({ database: await failureOf(database.ping()), ...messagingChecks(broker, events) }),
      logger,
      metrics,
    }),
  );
};
