import type { OrderId } from '../domain/order/values';
import { liveSequence, type Reading } from './live-sequence';
import { asOf, type WatchedChange } from './order-view';
import type { OrderNews } from './ports/order-news';
import type { OrderViews } from './ports/order-views';
import { maySee, type Viewer } from './viewer';

interface Parts {
  readonly views: OrderViews;
  readonly news: OrderNews;
}

/**
 * The order's present status, then each change once and in order, until the client leaves. Undefined for somebody
 * else's order as for none.
 *
 * News only say that there is something to read; what is told is read from the order's history after the version that
 * was told last. So it does not matter whether news come twice, late, or after a gap.
 */
export const watchOrder =
  ({ views, news }: Parts) =>
  async (viewer: Viewer, id: OrderId): Promise<AsyncIterableIterator<WatchedChange> | undefined> => {
    const [found] = await views.find([id]);
    if (found === undefined || !maySee(viewer, found.customerId)) return undefined;
    let told: number | undefined;

    const read = async (): Promise<Reading<WatchedChange>> => {
      const changes = await views.histories([id]);
      const [order] = await views.find([id]);
      const since = told;
      const fresh = since === undefined ? changes.slice(-1) : changes.filter(({ version }) => version > since);
      told = changes.at(-1)?.version ?? told;
      const values = order === undefined ? [] : fresh.map((change) => ({ change, order: asOf(order, change) }));
      return { values, more: false };
    };

    return liveSequence({
      read,
      subscribe: (ring) =>
        news.subscribe((heard) => {
          if (heard.kind === 'Missed' || heard.change.orderId === id) ring();
        }),
    });
  };
