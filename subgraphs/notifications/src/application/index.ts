import type { DeliveryRetries } from '../domain/notification/delivery';
import { deliverNotification } from './commands/deliver-notification';
import {
  onOrderCancelled,
  onOrderCreated,
  onOrderFailed,
  onOrderPaid,
  onPaymentRefunded,
} from './event-handlers/on-order-events';
import type { Channels } from './ports/channels';
import type { NotificationViews } from './ports/notification-views';
import { getNotification, getNotificationsOfOrders, listNotifications } from './queries/get-notifications';

interface Ports {
  readonly views: NotificationViews;
  readonly channels: Channels;
  readonly retries: DeliveryRetries;
}

export const notificationsApplication = ({ views, channels, retries }: Ports) => ({
  commands: {
    /** For the delivery worker: clients have no commands here. */
    deliverNotification: deliverNotification(channels, retries),
  },
  queries: {
    getNotification: getNotification(views),
    getNotificationsOfOrders: getNotificationsOfOrders(views),
    listNotifications: listNotifications(views),
  },
  eventHandlers: { onOrderCreated, onOrderPaid, onOrderFailed, onOrderCancelled, onPaymentRefunded },
});

export type NotificationsApplication = ReturnType<typeof notificationsApplication>;
