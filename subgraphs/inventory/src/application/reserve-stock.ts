import type { ReserveStock } from '../domain/reservation/commands';
import { settle, type Settlement } from '../domain/reservation/settlement';
import type { Reservations } from './ports/reservations';

/** Holds the stock of many orders in one go: each gets all of its lines or none. */
export const reserveStock =
  (reservations: Reservations) =>
  (commands: readonly ReserveStock[]): Promise<Settlement> =>
    reservations.settle(commands, settle);
