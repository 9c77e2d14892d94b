import type { Actor, Id } from '@oms/kernel';
import { idFrom, loaderOf } from '@oms/subgraph-kit';
import DataLoader from 'dataloader';
import type { OrdersApplication, OrderTimeline, OrderView, StatusChange } from '../application';

/** What one request reads, each thing once and many at a time. */
export interface Loaders {
  /** Null for an order that the actor may not see, like for one that does not exist. */
  readonly order: DataLoader<string, OrderView | null>;
  readonly timeline: DataLoader<OrderView, OrderTimeline, string>;
  readonly statusHistory: DataLoader<OrderView, readonly StatusChange[], string>;
}

/** The same order may be in one response as it was and as it is. */
const cacheKeyFn = ({ id, version, snapshot }: OrderView): string =>
  `${id}/${version.toString()}/${snapshot.toString()}`;

export const loadersFor = ({ queries }: OrdersApplication, actor: Actor | undefined): Loaders => ({
  order: loaderOf<Id<'Order'>, OrderView>({
    read: (ids) => queries.getOrders(ids, actor),
    keyOf: ({ id }) => id,
    parseKey: idFrom,
  }),
  timeline: new DataLoader((orders) => queries.getOrderTimelines(orders), { cacheKeyFn }),
  statusHistory: new DataLoader((orders) => queries.getStatusHistories(orders), { cacheKeyFn }),
});
