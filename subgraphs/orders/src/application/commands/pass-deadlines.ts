import type { CheckoutTimeouts } from '../../domain/checkout/checkout';
import { advance } from '../../domain/checkout/order-process';
import type { Change, CheckoutRepository } from '../ports/checkout-repository';

const ORDERS_MAX = 100;

/** Abandons the orders whose deadline has passed, one batch of them; returns whether there may be more. */
export const passDeadlines =
  (timeouts: CheckoutTimeouts) =>
  async (checkouts: CheckoutRepository): Promise<boolean> => {
    const { now, processes } = await checkouts.lockDue(ORDERS_MAX);
    const changes = [...processes.values()].flatMap((before): readonly Change[] => {
      const advanced = advance(before, { type: 'DeadlinePassed', step: before.checkout.step }, { now, timeouts });
      if ('ignored' in advanced) return [];
      const causation = { correlationId: before.correlationId };
      const events = advanced.events.map((event) => ({ event, causation }));
      return [{ before, after: advanced.after, events }];
    });
    await checkouts.write(changes, []);
    return processes.size === ORDERS_MAX;
  };
