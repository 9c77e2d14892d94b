import type { Actor, Id, Outcome } from '@oms/kernel';
import { maySee } from '../access';
import type { OrderStatusFeed } from '../ports/order-status-feed';
import type { OrderView, OrderViews, StatusChange } from '../ports/order-views';
import { type ChangeBatch, changeStream } from './change-stream';

/** Changes of one read. An order has a handful. */
const CHANGES_MAX = 100;

/** A change, and the order as that change left it. */
export interface WatchedChange {
  readonly change: StatusChange;
  readonly order: OrderView;
}

/** The order as the change left it; later changes show in later ones. */
export const withChange = (order: OrderView, change: StatusChange): WatchedChange => ({
  change,
  order: { ...order, status: change.to, failure: change.failure, version: change.version, updatedAt: change.at },
});

interface Ports {
  readonly views: Pick<OrderViews, 'find' | 'histories' | 'changesAfter'>;
  readonly statusFeed: OrderStatusFeed;
}

export interface WatchOrder {
  readonly id: Id<'Order'>;
  /** The version that the client saw last. Undefined: begin with the present status. */
  readonly after: number | undefined;
}

export type WatchOrderRefusal =
  /** There is none, or the actor may not see it. */
  | 'ORDER_NOT_FOUND'
  /** The order has not reached that version: waiting for what comes after it would skip all versions until then. */
  | 'VERSION_NOT_REACHED';

export type WatchOrderOutcome = Extract<
  Outcome<AsyncIterableIterator<WatchedChange>, WatchOrderRefusal>,
  { readonly kind: 'Succeeded' | 'Refused' }
>;

const refuse = (refusal: WatchOrderRefusal): WatchOrderOutcome => ({ kind: 'Refused', refusal });

/**
 * The order's present status or each change after a version, then each change as it happens, once and in order, until
 * the client leaves.
 *
 * The feed only notifies that there is something to read; the changes are read from the order's history, after the version
 * that was delivered last. So notices may come twice, late, or after a gap.
 */
export const watchOrder =
  ({ views, statusFeed }: Ports) =>
  async ({ id, after }: WatchOrder, actor: Actor | undefined): Promise<WatchOrderOutcome> => {
    const [found] = await views.find([id]);
    if (found === undefined || !maySee(actor, found.customerId)) return refuse('ORDER_NOT_FOUND');
    if (after !== undefined && after > found.version) return refuse('VERSION_NOT_REACHED');
    let delivered = after;

    const newChanges = async (): Promise<readonly StatusChange[]> =>
      delivered === undefined
        ? (await views.histories([id])).slice(-1)
        : views.changesAfter(id, delivered, CHANGES_MAX);

    const read = async (): Promise<ChangeBatch<WatchedChange>> => {
      const changes = await newChanges();
      const [order] = await views.find([id]);
      if (order === undefined) return { values: [], more: false };
      delivered = changes.at(-1)?.version ?? delivered;
      return { values: changes.map((change) => withChange(order, change)), more: changes.length === CHANGES_MAX };
    };

    const changes = changeStream({
      read,
      subscribe: (notify) =>
        statusFeed.subscribe((notice) => {
          if (notice.kind === 'Gap' || notice.change.orderId === id) notify();
        }),
    });
    return { kind: 'Succeeded', value: changes };
  };
