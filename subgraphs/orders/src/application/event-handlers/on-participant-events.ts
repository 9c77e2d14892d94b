import type { CheckoutInput, Patience } from '../domain/checkout/checkout';
import { advance } from '../domain/checkout/purchase';
import type { OrderId } from '../domain/order/values';
import { groupBy } from '@oms/kernel';
import type { Causation } from '@oms/kernel';
import type { CausedEvent, Change, Checkouts, Locked, LockedPurchase } from './ports/checkouts';
import type { RecordedEvent, TimelineEntry } from './timeline';

/** An event of another context about an order. */
export interface HeardEvent {
  readonly orderId: OrderId;
  readonly event: RecordedEvent;
  /** What it means to the saga; null when the order's timeline is all that it belongs to. */
  readonly input: CheckoutInput | null;
  /** Of what it leads to. */
  readonly causation: Causation;
}

interface Story {
  readonly change: Change | undefined;
  readonly entries: readonly TimelineEntry[];
}

const hear = (
  before: LockedPurchase,
  heard: readonly HeardEvent[],
  terms: { now: number; patience: Patience },
): Story => {
  let purchase: Change['after'] = before;
  const events: CausedEvent[] = [];
  const entries: TimelineEntry[] = [];
  for (const { orderId, event, input, causation } of heard) {
    const outcome = input === null ? undefined : advance(purchase, input, terms);
    const ignored = outcome !== undefined && 'ignored' in outcome ? outcome.ignored : null;
    entries.push({ orderId, event, version: before.version + events.length, heard: true, ignored });
    if (outcome === undefined || 'ignored' in outcome) continue;
    purchase = outcome.purchase;
    events.push(...outcome.events.map((said) => ({ event: said, causation })));
  }
  return { change: purchase === before ? undefined : { before, after: purchase, events }, entries };
};

const ofUnknownOrder = ({ orderId, event }: HeardEvent): TimelineEntry => ({
  orderId,
  event,
  version: 0,
  heard: true,
  ignored: 'There is no such order',
});

/**
 * Lets the sagas of many orders hear what other contexts said, each order in the order of the events.
 *
 * Every event enters its order's timeline, with the reason when it changed nothing.
 */
export const hearEvents =
  (patience: Patience) =>
  async (checkouts: Checkouts, heard: readonly HeardEvent[]): Promise<void> => {
    const perOrder = groupBy(heard, ({ orderId }) => orderId);
    const { now, purchases }: Locked = await checkouts.lock([...perOrder.keys()]);
    const stories = [...perOrder].map(([id, events]): Story => {
      const purchase = purchases.get(id);
      return purchase === undefined
        ? { change: undefined, entries: events.map(ofUnknownOrder) }
        : hear(purchase, events, { now, patience });
    });
    await checkouts.write(
      stories.flatMap(({ change }) => (change === undefined ? [] : [change])),
      stories.flatMap(({ entries }) => entries),
    );
  };
