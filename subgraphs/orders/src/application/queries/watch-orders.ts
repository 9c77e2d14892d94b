import type { Clock, Instant } from '@oms/kernel';
import type { OrderStatusFeed } from '../ports/order-status-feed';
import {
  type ChangesCursor,
  matchesFilter,
  type OrderFilter,
  type OrderViews,
  type StatusChange,
} from '../ports/order-views';
import { type ChangeBatch, changeStream } from './change-stream';
import { withChange, type WatchedChange } from './watch-order';

/** More than this unread, and the client catches up from the history instead. */
const UNREAD_MAX = 1_000;
const PAGE_MAX = 200;
/** Commits become visible out of order; catching up begins earlier by more than any transaction may last. */
const OVERLAP_MS = 10_000;
const KEYS_MAX = 10_000;

const keyOf = ({ orderId, version }: StatusChange): string => `${orderId}/${version.toString()}`;

/** Whether a key is new, among the last so many. */
const deduplication = () => {
  const keys = new Set<string>();
  return (key: string): boolean => {
    if (keys.has(key)) return false;
    keys.add(key);
    if (keys.size > KEYS_MAX) for (const oldest of [...keys].slice(0, KEYS_MAX / 2)) keys.delete(oldest);
    return true;
  };
};

interface Ports {
  readonly views: Pick<OrderViews, 'find' | 'changesSince'>;
  readonly statusFeed: OrderStatusFeed;
  readonly clock: Clock;
}

const withOrders = async (
  views: Ports['views'],
  changes: readonly StatusChange[],
): Promise<readonly WatchedChange[]> => {
  if (changes.length === 0) return [];
  const found = await views.find([...new Set(changes.map(({ orderId }) => orderId))]);
  const orders = new Map(found.map((order) => [order.id, order]));
  return changes.flatMap((change) => {
    const order = orders.get(change.orderId);
    return order === undefined ? [] : [withChange(order, change)];
  });
};

/** Every status change of every order from now on, for operators; each once, those of one order in order. */
export const watchOrders =
  ({ views, statusFeed, clock }: Ports) =>
  (filter: OrderFilter): AsyncIterableIterator<WatchedChange> => {
    const isNew = deduplication();
    const startedAt = clock();
    let deliveredUntil = startedAt;
    let unread: StatusChange[] = [];
    /** Set while the client catches up from the history. */
    let catchUpFrom: Instant | ChangesCursor | undefined;

    const catchUp = (): void => {
      unread = [];
      catchUpFrom = Math.max(startedAt, deliveredUntil - OVERLAP_MS);
    };

    const add = (change: StatusChange): void => {
      if (unread.length < UNREAD_MAX) unread.push(change);
      else catchUp();
    };

    const nextPage = async (from: Instant | ChangesCursor): Promise<readonly StatusChange[]> => {
      const { changes, next } = await views.changesSince(from, PAGE_MAX);
      // Another gap meanwhile makes the client catch up anew.
      if (catchUpFrom === from) catchUpFrom = next;
      return changes;
    };

    const takeUnread = (): readonly StatusChange[] => {
      const taken = unread;
      unread = [];
      return taken;
    };

    const read = async (): Promise<ChangeBatch<WatchedChange>> => {
      const changes = catchUpFrom === undefined ? takeUnread() : await nextPage(catchUpFrom);
      const added = changes.filter((change) => isNew(keyOf(change)));
      deliveredUntil = Math.max(deliveredUntil, ...added.map(({ at }) => at));
      const values = (await withOrders(views, added)).filter(({ order }) => matchesFilter(order, filter));
      return { values, more: catchUpFrom !== undefined || unread.length > 0 };
    };

    return changeStream({
      read,
      subscribe: (notify) =>
        statusFeed.subscribe((notice) => {
          if (notice.kind === 'Changed') add(notice.change);
          else catchUp();
          notify();
        }),
    });
  };
