import type { ReservationCommand } from '../domain/reservation/commands';
import { settle, type Settlement } from '../domain/reservation/settlement';
import type { Reservations } from './ports/reservations';

/**
 * Holds the stock of new orders, all lines of each or none, and gives back that of orders that were given up; many in
 * one go, as if they came one after another.
 */
export const settleOrders =
  (reservations: Reservations) =>
  (commands: readonly ReservationCommand[]): Promise<Settlement> =>
    reservations.settle(commands, settle);
