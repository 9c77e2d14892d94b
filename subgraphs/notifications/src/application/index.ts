import type { NotificationViews } from './ports/notification-views';
import { getNotification, getNotificationsOfOrders } from './see-notifications';

/** What clients can ask of notifications. Events ask by `remember-orders.ts` and `tell-customers.ts`. */
export const notificationsApplication = (views: NotificationViews) => ({
  queries: {
    getNotification: getNotification(views),
    getNotificationsOfOrders: getNotificationsOfOrders(views),
    /** For those who manage notifications; the SDL lets nobody else ask. */
    listNotifications: (...asked: Parameters<NotificationViews['list']>) => views.list(...asked),
    cursorOf: (...asked: Parameters<NotificationViews['cursorOf']>) => views.cursorOf(...asked),
  },
});

export type NotificationsApplication = ReturnType<typeof notificationsApplication>;
