import { groupBy, type Causation, type Id } from '@oms/kernel';
import type { CheckoutInput, CheckoutTimeouts, Timing } from '../../domain/checkout/checkout';
import { advance, type OrderProcess } from '../../domain/checkout/order-process';
import type { CausedEvent, Change, CheckoutRepository, LockedProcess } from '../ports/checkout-repository';
import type { TimelineEntry } from '../ports/order-views';
import type { RecordedEvent } from '../recorded-event';

/** An event of another context about an order. */
export interface ParticipantEvent {
  readonly orderId: Id<'Order'>;
  readonly event: RecordedEvent;
  /** The input of the saga; null when the event only enters the order's timeline. */
  readonly input: CheckoutInput | null;
  /** Of what it leads to. */
  readonly causation: Causation;
}

interface Processed {
  readonly change: Change | undefined;
  readonly entries: readonly TimelineEntry[];
}

const processEvents = (before: LockedProcess, received: readonly ParticipantEvent[], timing: Timing): Processed => {
  let current: OrderProcess = before;
  const events: CausedEvent[] = [];
  const entries: TimelineEntry[] = [];
  for (const { orderId, event, input, causation } of received) {
    const advanced = input === null ? undefined : advance(current, input, timing);
    const ignored = advanced !== undefined && 'ignored' in advanced ? advanced.ignored : null;
    entries.push({ orderId, event, version: before.version + events.length, received: true, ignored });
    if (advanced === undefined || 'ignored' in advanced) continue;
    current = advanced.after;
    events.push(...advanced.events.map((own) => ({ event: own, causation })));
  }
  return { change: current === before ? undefined : { before, after: current, events }, entries };
};

const ofUnknownOrder = ({ orderId, event }: ParticipantEvent): TimelineEntry => ({
  orderId,
  event,
  version: 0,
  received: true,
  ignored: 'There is no such order',
});

/**
 * Applies events of other contexts to the sagas of many orders, for each order in the order of the events.
 *
 * Every event enters its order's timeline, with the reason when it changed nothing.
 */
export const onParticipantEvents =
  (timeouts: CheckoutTimeouts) =>
  async (checkouts: CheckoutRepository, received: readonly ParticipantEvent[]): Promise<void> => {
    const perOrder = groupBy(received, ({ orderId }) => orderId);
    const { now, processes } = await checkouts.lock([...perOrder.keys()]);
    const processed = [...perOrder].map(([id, events]): Processed => {
      const before = processes.get(id);
      return before === undefined
        ? { change: undefined, entries: events.map(ofUnknownOrder) }
        : processEvents(before, events, { now, timeouts });
    });
    await checkouts.write(
      processed.flatMap(({ change }) => (change === undefined ? [] : [change])),
      processed.flatMap(({ entries }) => entries),
    );
  };
