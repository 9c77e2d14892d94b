import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenVerifier } from '@oms/auth';
import { openDatabase, pruner } from '@oms/database';
import { closingOnFailure, serviceOf, type Service } from '@oms/kernel';
import { connectBroker, eventMessaging } from '@oms/messaging';
import { failureOf, messagingChecks, subgraphServer, type ServiceParts } from '@oms/subgraph-kit';
import type { ApiContext } from './api/context';
import { loadersFor, readerOf } from './api/loaders';
import { resolvers } from './api/resolvers';
import { notificationsApplication } from './application';
import { sendMessage } from './application/deliver-messages';
import type { NotificationsConfig } from './config';
import { deliveryWorker } from './infrastructure/delivery/delivery-worker';
import { httpSmsChannel } from './infrastructure/delivery/http-sms-channel';
import { nodemailerChannel } from './infrastructure/delivery/nodemailer-channel';
import { subscriptions } from './infrastructure/messaging/subscriptions';
import { notificationTables } from './infrastructure/persistence/notification-tables';
import { retentions } from './infrastructure/persistence/retentions';
import { sqlDeliveries } from './infrastructure/persistence/sql-deliveries';
import { typeormNotificationViews } from './infrastructure/persistence/typeorm-notification-views';

const context = 'notifications';
const typeDefs = readFileSync(join(__dirname, '..', 'schema.graphql'), 'utf8');

export const composeNotifications = async (
  config: NotificationsConfig,
  { logger, metrics }: ServiceParts,
): Promise<Service> => {
  const { startupTimeoutMs } = config;
  const database = await openDatabase(config.database, { ...notificationTables, logger, metrics, startupTimeoutMs });
  const broker = await closingOnFailure(database, () =>
    connectBroker({ ...config.messaging.broker, name: context, logger, startupTimeoutMs }),
  );

  const application = notificationsApplication(typeormNotificationViews(database.requests));
  const mail = nodemailerChannel(config.mail);
  const sms = httpSmsChannel(config.sms);
  const deliveries = sqlDeliveries(database);
  const send = sendMessage(deliveries, { EMAIL: mail.send, SMS: sms.send }, config.patience);

  const connections: Service = {
    start: () => Promise.resolve(),
    stop: async () => {
      mail.close();
      await sms.close();
      await broker.drain();
      await database.close();
    },
  };

  const { retry, partitions } = config.messaging;
  const events = eventMessaging({ context, database, broker, subscriptions, retry, partitions, logger, metrics });

  const server = subgraphServer<ApiContext>({
    name: context,
    typeDefs,
    resolvers,
    context: (request) => ({
      ...request,
      notifications: application,
      reader: readerOf(request.actor),
      loaders: loadersFor(application, request.actor),
    }),
    verifier: tokenVerifier(config.identity, { logger }),
    http: config.http,
    readiness: async () => ({ database: await failureOf(database.ping()), ...messagingChecks(broker, events) }),
    logger,
    metrics,
  });

  return serviceOf(
    connections,
    pruner({ database, retentions, logger, metrics }),
    deliveryWorker({ deliveries, send, logger }),
    events,
    server,
  );
};
