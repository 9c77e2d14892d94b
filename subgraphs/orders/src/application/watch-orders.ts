import type { Instant } from '../domain/instant';
import { liveSequence } from './live-sequence';
import { asOf, type OrderView, type StatusChange, type WatchedChange } from './order-view';
import type { OrderNews } from './ports/order-news';
import type { OrderFilter, OrderViews } from './ports/order-views';

/** More than this unread, and the client is brought up to date from the history instead. */
const UNREAD_MAX = 1_000;
/** Commits become visible out of order; a second look goes back by more than any transaction may last. */
const OVERLAP_MS = 10_000;
const REMEMBERED_MAX = 10_000;

const keyOf = ({ orderId, version }: StatusChange): string => `${orderId}/${version.toString()}`;

/** Remembers the last so many, to tell a repetition. */
const memory = () => {
  const keys = new Set<string>();
  return (key: string): boolean => {
    if (keys.has(key)) return false;
    keys.add(key);
    if (keys.size > REMEMBERED_MAX) for (const oldest of [...keys].slice(0, REMEMBERED_MAX / 2)) keys.delete(oldest);
    return true;
  };
};

const matches = (filter: OrderFilter, { change, order }: WatchedChange): boolean =>
  (filter.status === undefined || filter.status.includes(change.to)) &&
  (filter.customerId === undefined || filter.customerId === order.customerId) &&
  (filter.source === undefined || filter.source === order.source) &&
  (filter.placedAfter === undefined || order.placedAt > filter.placedAfter) &&
  (filter.placedBefore === undefined || order.placedAt < filter.placedBefore);

interface Parts {
  readonly views: OrderViews;
  readonly news: OrderNews;
  readonly now: () => Instant;
}

/** Every status change of every order from now on, for operators; each once, those of one order in order. */
export const watchOrders =
  ({ views, news, now }: Parts) =>
  (filter: OrderFilter): AsyncIterableIterator<WatchedChange> => {
    const isNew = memory();
    const begun = now();
    let seenUntil = begun;
    let missed = false;
    let unread: StatusChange[] = [];

    const hear = (change: StatusChange): void => {
      if (unread.length < UNREAD_MAX) unread.push(change);
      else missed = true;
    };

    const catchUp = async (): Promise<readonly StatusChange[]> => {
      missed = false;
      unread = [];
      const changes = await views.changesSince(Math.max(begun, seenUntil - OVERLAP_MS), UNREAD_MAX);
      // A full page is not the end of it.
      missed ||= changes.length === UNREAD_MAX;
      return changes;
    };

    const withOrders = async (changes: readonly StatusChange[]): Promise<readonly WatchedChange[]> => {
      const orders = new Map<string, OrderView>();
      for (const order of await views.find([...new Set(changes.map(({ orderId }) => orderId))]))
        orders.set(order.id, order);
      return changes.flatMap((change) => {
        const order = orders.get(change.orderId);
        return order === undefined ? [] : [{ change, order: asOf(order, change) }];
      });
    };

    const read = async (): Promise<readonly WatchedChange[]> => {
      const heard = unread;
      unread = [];
      const fresh = (missed ? await catchUp() : heard).filter((change) => isNew(keyOf(change)));
      if (fresh.length === 0) return [];
      seenUntil = Math.max(seenUntil, ...fresh.map(({ at }) => at));
      return (await withOrders(fresh)).filter((watched) => matches(filter, watched));
    };

    return liveSequence({
      read,
      subscribe: (ring) =>
        news.subscribe((heard) => {
          if (heard.kind === 'Changed') hear(heard.change);
          else missed = true;
          ring();
        }),
    });
  };
