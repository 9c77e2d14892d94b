import type { ReleaseStock } from '../domain/reservation/commands';
import { settle, type Settlement } from '../domain/reservation/settlement';
import type { Reservations } from './ports/reservations';

/** Gives back what orders held that were given up, and refuses to hold anything for them later. */
export const releaseStock =
  (reservations: Reservations) =>
  (commands: readonly ReleaseStock[]): Promise<Settlement> =>
    reservations.settle(commands, settle);
