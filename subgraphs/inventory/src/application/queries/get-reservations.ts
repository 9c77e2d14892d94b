import type { Actor, Id } from '@oms/kernel';
import { maySee } from '../access';
import type { ReservationView, ReservationViews } from '../ports/reservation-views';

/** The reservations of these orders that the actor may see; any other order is left out, like one that does not exist. */
export const getReservations =
  (views: ReservationViews) =>
  async (orderIds: readonly Id<'Order'>[], actor: Actor | undefined): Promise<readonly ReservationView[]> => {
    if (actor === undefined) return [];
    return (await views.reservations(orderIds)).filter(({ customerId }) => maySee(actor, customerId));
  };
