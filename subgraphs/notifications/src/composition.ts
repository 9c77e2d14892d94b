import { join } from 'node:path';
import { composeSubgraph, type Connections } from '@oms/subgraph-kit';
import { backoff } from '@oms/workers';
import { apiContext } from './api/context';
import { resolvers } from './api/resolvers';
import { notificationsApplication } from './application';
import type { NotificationsConfig } from './config';
import { mailChannel } from './infrastructure/mail/mail-channel';
import { subscriptions } from './infrastructure/messaging/subscriptions';
import { typeormDeliveryQueue } from './infrastructure/persistence/delivery-queue';
import { entities } from './infrastructure/persistence/entities';
import { migrations } from './infrastructure/persistence/migrations';
import { typeormNotificationViews } from './infrastructure/persistence/notification-views';
import { retentions } from './infrastructure/persistence/retentions';
import { smsChannel } from './infrastructure/sms/sms-channel';
import { deliveryWorker } from './infrastructure/workers/delivery-worker';

export const composeNotifications = composeSubgraph({
  name: 'notifications',
  folder: join(__dirname, '..'),
  entities,
  migrations,
  retentions,
  parts: ({ config, database, logger }: Connections<NotificationsConfig>) => {
    const mail = mailChannel(config.mail);
    const sms = smsChannel(config.sms);
    const queue = typeormDeliveryQueue(database);
    const application = notificationsApplication({
      views: typeormNotificationViews(database.requests),
      channels: { EMAIL: mail, SMS: sms },
      retries: { policy: config.deliveryRetry, backoff },
    });
    const deliver = application.commands.deliverNotification;
    return {
      subscriptions: subscriptions(application.eventHandlers),
      services: [mail, sms, deliveryWorker({ queue, deliver, logger })],
      resolvers,
      context: apiContext(application),
    };
  },
});
