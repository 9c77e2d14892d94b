import { groupBy, type Actor, type Id } from '@oms/kernel';
import { maySee } from '../access';
import type { NotificationView, NotificationViews } from '../ports/notification-views';

/** Undefined for one that does not exist, and for one that the actor may not see. */
export const getNotification =
  (views: NotificationViews) =>
  async (id: Id<'Notification'>, actor: Actor | undefined): Promise<NotificationView | undefined> => {
    const notification = await views.find(id);
    return notification !== undefined && maySee(actor, notification.customerId) ? notification : undefined;
  };

export interface OrderNotifications {
  readonly orderId: Id<'Order'>;
  /** Oldest first; none where the actor may not see them. */
  readonly notifications: readonly NotificationView[];
}

export const getNotificationsOfOrders =
  (views: NotificationViews) =>
  async (orderIds: readonly Id<'Order'>[], actor: Actor | undefined): Promise<readonly OrderNotifications[]> => {
    const visible = (await views.ofOrders(orderIds)).filter(({ customerId }) => maySee(actor, customerId));
    const byOrder = groupBy(visible, ({ orderId }) => orderId);
    return orderIds.map((orderId) => ({ orderId, notifications: byOrder.get(orderId) ?? [] }));
  };

/** Of all customers: the schema requires the scope `notifications:manage`. */
export const listNotifications =
  (views: NotificationViews): NotificationViews['list'] =>
  (filter, page) =>
    views.list(filter, page);
