import type { Id, Instant } from '@oms/kernel';
import { unknownReservation, type Reservation } from '../../domain/reservation/reservation';
import type { ReservationView, ReservationViews } from '../ports/reservation-views';
import type { InMemoryState } from './in-memory-state';

const viewsOf = (orderId: Id<'Order'>, reservation: Reservation, reservedAt: Instant): readonly ReservationView[] => {
  if (reservation.status === 'Unknown') return [];
  const { customerId } = reservation;
  const view = { orderId, customerId, reservedAt };
  if (reservation.status === 'Held') return [{ ...view, status: 'HELD', lines: reservation.lines }];
  if (reservation.status === 'Released') return [{ ...view, status: 'RELEASED', lines: reservation.lines }];
  return [{ ...view, status: 'REJECTED', lines: [] }];
};

export const inMemoryReservationViews = ({ reservations, now }: InMemoryState): ReservationViews => ({
  reservations: (orderIds) =>
    Promise.resolve(
      orderIds.flatMap((orderId) => viewsOf(orderId, reservations.get(orderId) ?? unknownReservation, now)),
    ),
});
