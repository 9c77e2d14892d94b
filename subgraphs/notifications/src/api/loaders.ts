import type { VerifiedActor } from '@oms/auth';
import DataLoader from 'dataloader';
import type { NotificationsApplication } from '../application';
import type { NotificationView } from '../application/ports/notification-views';
import type { Reader } from '../application/see-notifications';

const MANAGE = 'notifications:manage';
const OPERATE = 'orders:operate';

/** Who operates on orders sees what their customers were told. */
export const readerOf = (actor: VerifiedActor | undefined): Reader => ({
  customerId: actor?.id ?? '',
  seesAll: actor !== undefined && (actor.scopes.has(MANAGE) || actor.scopes.has(OPERATE)),
});

export interface Loaders {
  readonly notificationsOfOrder: DataLoader<string, readonly NotificationView[]>;
}

/** One request's loaders: the orders of one answer are asked for together. */
export const loadersFor = ({ queries }: NotificationsApplication, actor: VerifiedActor | undefined): Loaders => ({
  notificationsOfOrder: new DataLoader(async (orderIds: readonly string[]) => {
    const found = await queries.getNotificationsOfOrders(orderIds, readerOf(actor));
    return orderIds.map((id) => found.filter(({ orderId }) => orderId === id));
  }),
});
