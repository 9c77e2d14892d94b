import type { Instant } from '../domain/instant';
import { liveSequence, type Reading } from './live-sequence';
import { asOf, type OrderView, type StatusChange, type WatchedChange } from './order-view';
import type { OrderNews } from './ports/order-news';
import type { ChangesCursor, OrderFilter, OrderViews } from './ports/order-views';

/** More than this unread, and the client is brought up to date from the history instead. */
const UNREAD_MAX = 1_000;
const PAGE_MAX = 200;
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
    let unread: StatusChange[] = [];
    /** Set while the client is brought up to date from the history. */
    let catchUpFrom: Instant | ChangesCursor | undefined;

    const miss = (): void => {
      unread = [];
      catchUpFrom = Math.max(begun, seenUntil - OVERLAP_MS);
    };

    const hear = (change: StatusChange): void => {
      if (unread.length < UNREAD_MAX) unread.push(change);
      else miss();
    };

    const nextPage = async (from: Instant | ChangesCursor): Promise<readonly StatusChange[]> => {
      const { changes, next } = await views.changesSince(from, PAGE_MAX);
      // Something may have been missed meanwhile, which begins it anew.
      if (catchUpFrom === from) catchUpFrom = next;
      return changes;
    };

    const takeUnread = (): readonly StatusChange[] => {
      const taken = unread;
      unread = [];
      return taken;
    };

    const withOrders = async (changes: readonly StatusChange[]): Promise<readonly WatchedChange[]> => {
      if (changes.length === 0) return [];
      const orders = new Map<string, OrderView>();
      for (const order of await views.find([...new Set(changes.map(({ orderId }) => orderId))]))
        orders.set(order.id, order);
      return changes.flatMap((change) => {
        const order = orders.get(change.orderId);
        return order === undefined ? [] : [{ change, order: asOf(order, change) }];
      });
    };

    const read = async (): Promise<Reading<WatchedChange>> => {
      const heard = catchUpFrom === undefined ? takeUnread() : await nextPage(catchUpFrom);
      const fresh = heard.filter((change) => isNew(keyOf(change)));
      seenUntil = Math.max(seenUntil, ...fresh.map(({ at }) => at));
      const values = (await withOrders(fresh)).filter((watched) => matches(filter, watched));
      return { values, more: catchUpFrom !== undefined || unread.length > 0 };
    };

    return liveSequence({
      read,
      subscribe: (ring) =>
        news.subscribe((heard) => {
          if (heard.kind === 'Changed') hear(heard.change);
          else miss();
          ring();
        }),
    });
  };
