import type { Caller } from '@oms/auth';
import DataLoader from 'dataloader';
import type { NotificationsApplication } from '../application';
import type { NotificationView } from '../application/ports/notification-views';
import type { Reader } from '../application/see-notifications';

const MANAGE = 'notifications:manage';
const OPERATE = 'orders:operate';

/** Who operates on orders sees what their customers were told. */
export const readerOf = (caller: Caller | undefined): Reader => ({
  customerId: caller?.subject ?? '',
  seesAll: caller !== undefined && (caller.scopes.has(MANAGE) || caller.scopes.has(OPERATE)),
});

export interface Loaders {
  readonly notificationsOfOrder: DataLoader<string, readonly NotificationView[]>;
}

/** One request's loaders: the orders of one answer are asked for together. */
export const loadersFor = ({ queries }: NotificationsApplication, caller: Caller | undefined): Loaders => ({
  notificationsOfOrder: new DataLoader(async (orderIds: readonly string[]) => {
    const found = await queries.getNotificationsOfOrders(orderIds, readerOf(caller));
    return orderIds.map((id) => found.filter(({ orderId }) => orderId === id));
  }),
});
