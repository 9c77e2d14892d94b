import type { Actor, Id } from '@oms/kernel';
import { idFrom, loaderOf } from '@oms/subgraph-kit';
import type { NotificationsApplication } from '../application';

/** Of one request. */
export const loadersFor = ({ queries }: NotificationsApplication, actor: Actor | undefined) => ({
  notificationsOfOrder: loaderOf({
    read: (orderIds: readonly Id<'Order'>[]) => queries.getNotificationsOfOrders(orderIds, actor),
    keyOf: ({ orderId }) => orderId,
    parseKey: idFrom,
  }),
});

export type Loaders = ReturnType<typeof loadersFor>;
