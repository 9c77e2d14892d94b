import DataLoader from 'dataloader';
import type { OrderId, OrdersApplication, OrderStory, OrderView, StatusChange, Viewer } from '../application';

/** What one request reads, each thing once and many at a time. */
export interface Loaders {
  /** Undefined for somebody else's order as for none. */
  readonly order: DataLoader<OrderId, OrderView | undefined>;
  readonly story: DataLoader<OrderView, OrderStory, string>;
  readonly history: DataLoader<OrderView, readonly StatusChange[], string>;
}

/** The same order may be in one answer as it was and as it is. */
const cacheKeyFn = ({ id, version, snapshot }: OrderView): string =>
  `${id}/${version.toString()}/${snapshot.toString()}`;

export const loadersFor = ({ queries }: OrdersApplication, viewer: () => Viewer): Loaders => ({
  order: new DataLoader(async (ids: readonly OrderId[]) => {
    const found = new Map((await queries.getOrders(viewer(), ids)).map((order) => [order.id, order]));
    return ids.map((id) => found.get(id));
  }),
  story: new DataLoader((orders) => queries.getStories(orders), { cacheKeyFn }),
  history: new DataLoader((orders) => queries.getHistories(orders), { cacheKeyFn }),
});
