import type { OrderId } from '../domain/order/values';
import { liveSequence, type Reading } from './live-sequence';
import { asOf, type StatusChange, type WatchedChange } from './order-view';
import type { OrderNews } from './ports/order-news';
import type { OrderViews } from './ports/order-views';
import { maySee, type Viewer } from './viewer';

/** Changes of one reading. An order has a handful. */
const CHANGES_MAX = 100;

interface Parts {
  readonly views: Pick<OrderViews, 'find' | 'histories' | 'changesAfter'>;
  readonly news: OrderNews;
}

export interface WatchOrder {
  readonly viewer: Viewer;
  readonly id: OrderId;
  /** The version that the client saw last. Undefined: begin with the present status. */
  readonly after: number | undefined;
}

export type WatchOrderOutcome =
  | { readonly kind: 'Watching'; readonly changes: AsyncIterableIterator<WatchedChange> }
  /** There is none, or it is somebody else's. */
  | { readonly kind: 'NoSuchOrder' }
  /** Waiting for what comes after a version that nobody made would skip all versions until then. */
  | { readonly kind: 'NoSuchVersion' };

/**
 * The order's present status or each change after a version, then each change as it happens, once and in order, until
 * the client leaves.
 *
 * News only say that there is something to read; what is told is read from the order's history after the version that
 * was told last. So it does not matter whether news come twice, late, or after a gap.
 */
export const watchOrder =
  ({ views, news }: Parts) =>
  async ({ viewer, id, after }: WatchOrder): Promise<WatchOrderOutcome> => {
    const [found] = await views.find([id]);
    if (found === undefined || !maySee(viewer, found.customerId)) return { kind: 'NoSuchOrder' };
    if (after !== undefined && after > found.version) return { kind: 'NoSuchVersion' };
    let told = after;

    const fresh = async (): Promise<readonly StatusChange[]> =>
      told === undefined ? (await views.histories([id])).slice(-1) : views.changesAfter(id, told, CHANGES_MAX);

    const read = async (): Promise<Reading<WatchedChange>> => {
      const changes = await fresh();
      const [order] = await views.find([id]);
      if (order === undefined) return { values: [], more: false };
      told = changes.at(-1)?.version ?? told;
      const values = changes.map((change) => ({ change, order: asOf(order, change) }));
      return { values, more: changes.length === CHANGES_MAX };
    };

    const changes = liveSequence({
      read,
      subscribe: (ring) =>
        news.subscribe((heard) => {
          if (heard.kind === 'Missed' || heard.change.orderId === id) ring();
        }),
    });
    return { kind: 'Watching', changes };
  };
