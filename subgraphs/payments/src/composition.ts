import { join } from 'node:path';
import { newId } from '@oms/database';
import { composeSubgraph, type Connections } from '@oms/subgraph-kit';
import { apiContext } from './api/context';
import { resolvers } from './api/resolvers';
import { webhookRoute } from './api/webhook-route';
import { paymentsApplication } from './application';
import type { PaymentsConfig } from './config';
import { subscriptions } from './infrastructure/messaging/subscriptions';
import { typeormAttemptQueue } from './infrastructure/persistence/attempt-queue';
import { entities } from './infrastructure/persistence/entities';
import { migrations } from './infrastructure/persistence/migrations';
import { paymentsIn, typeormPaymentRepository } from './infrastructure/persistence/payment-repository';
import { typeormPaymentViews } from './infrastructure/persistence/payment-views';
import { typeormRefundQueue } from './infrastructure/persistence/refund-queue';
import { retentions } from './infrastructure/persistence/retentions';
import { typeormWebhookInbox } from './infrastructure/persistence/webhook-inbox';
import { stripeProvider } from './infrastructure/provider/stripe-provider';
import { webhookFrom } from './infrastructure/provider/webhook-message';
import { isSignedByProvider } from './infrastructure/provider/webhook-signature';
import { attemptWorker } from './infrastructure/workers/attempt-worker';
import { overdueRefundsMeasurement, refundWorker } from './infrastructure/workers/refund-worker';
import { webhookWorker } from './infrastructure/workers/webhook-worker';

/** How long `payOrder` waits for the events of orders before it is unavailable. */
const CAUGHT_UP_WITHIN_MS = 2_000;
/** What the recording of a result may take, on top of the call. After a crash the attempt is claimed again after both. */
const RECORDING_MS = 3_000;

type Parts = Connections<PaymentsConfig>;

/** The calls of the provider, and its webhooks. */
const providerParts = ({ config: { provider: config }, database, logger, metrics }: Parts) => {
  const { name, concurrencyMax, webhookSecrets, timeoutMs } = config;
  // Charges and refunds have a limit each, so that neither waits for the other's sockets.
  const provider = stripeProvider(config, { socketsMax: 2 * concurrencyMax, metrics });
  const payments = typeormPaymentRepository(database, name);
  const webhooks = typeormWebhookInbox(database, name);
  const shared = { provider, payments, concurrencyMax, leaseMs: timeoutMs + RECORDING_MS, logger, metrics };
  const attempts = attemptWorker({ ...shared, attempts: typeormAttemptQueue(database), newId });
  const refunds = refundWorker({ ...shared, refunds: typeormRefundQueue(database) });
  const processing = webhookWorker({ webhooks, newId, logger, metrics });
  database.onEventsCommitted(() => {
    attempts.wake();
    refunds.wake();
  });
  const routes = webhookRoute({
    isSigned: (signed) => isSignedByProvider(signed, webhookSecrets, Date.now()),
    receive: async (body) => {
      await webhooks.store(webhookFrom(body));
      processing.wake();
    },
    logger,
  });
  return { payments, workers: [attempts, refunds, processing], routes };
};

export const composePayments = composeSubgraph({
  name: 'payments',
  folder: join(__dirname, '..'),
  entities,
  migrations,
  retentions,
  parts: (parts: Parts) => {
    const { config, database, caughtUp, logger, metrics } = parts;
    const { payments, workers, routes } = providerParts(parts);
    const application = paymentsApplication({
      payments,
      views: typeormPaymentViews(database.requests),
      caughtUp: (partitionKeys) => caughtUp({ publisher: 'orders', partitionKeys, withinMs: CAUGHT_UP_WITHIN_MS }),
      newId,
    });
    const { eventHandlers } = application;
    return {
      subscriptions: subscriptions({ eventHandlers, paymentsIn: (tx) => paymentsIn(tx, config.provider.name) }),
      services: [overdueRefundsMeasurement(database, logger, metrics), ...workers],
      resolvers,
      context: apiContext(application),
      routes,
    };
  },
});
