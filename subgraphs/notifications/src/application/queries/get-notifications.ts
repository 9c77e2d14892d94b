import type { NotificationView, NotificationViews } from './ports/notification-views';

/** Who asks, and whether they may see what is not theirs. */
export interface Reader {
  readonly customerId: string;
  readonly seesAll: boolean;
}

const isFor = (reader: Reader, notification: NotificationView): boolean =>
  reader.seesAll || (notification.customerId !== null && notification.customerId === reader.customerId);

/** Somebody else's notification looks like none. */
export const getNotification =
  (views: NotificationViews) =>
  async (id: string, reader: Reader): Promise<NotificationView | undefined> => {
    const notification = await views.find(id);
    return notification !== undefined && isFor(reader, notification) ? notification : undefined;
  };

/** Oldest first, of all these orders; of an order that is somebody else's, none. */
export const getNotificationsOfOrders =
  (views: NotificationViews) =>
  async (orderIds: readonly string[], reader: Reader): Promise<readonly NotificationView[]> =>
    (await views.ofOrders(orderIds)).filter((notification) => isFor(reader, notification));
