import type { Patience } from '../domain/checkout/checkout';
import { advance } from '../domain/checkout/purchase';
import type { Change, Checkouts } from './ports/checkouts';

const ORDERS_MAX = 100;

/** Gives up the steps whose deadline is over; answers whether there may be more of them. */
export const passDeadlines =
  (patience: Patience) =>
  async (checkouts: Checkouts): Promise<boolean> => {
    const { now, purchases } = await checkouts.lockDue(ORDERS_MAX);
    const changes = [...purchases.values()].flatMap((before): readonly Change[] => {
      const outcome = advance(before, { type: 'DeadlinePassed', step: before.checkout.step }, { now, patience });
      if ('ignored' in outcome) return [];
      const causation = { correlationId: before.correlationId };
      return [{ before, after: outcome.purchase, events: outcome.events.map((event) => ({ event, causation })) }];
    });
    await checkouts.write(changes, []);
    return purchases.size === ORDERS_MAX;
  };
