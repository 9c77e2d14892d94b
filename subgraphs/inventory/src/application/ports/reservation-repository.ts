import type { ReservationCommand } from '../../domain/reservation/commands';
import type { Settlement, Warehouse } from '../../domain/reservation/settlement';

/** What orders hold, and the stock levels that they hold it of. */
export interface Reservations {
  /**
   * Reads what the commands name, applies the decision, and commits reservations, levels, movements and events together.
   *
   * The levels are locked in the order of their SKUs, so that two writers never wait for each other in a circle.
   * The decision may run more than once when another writer wins, so it must be pure.
   */
  settle(
    commands: readonly ReservationCommand[],
    decide: (commands: readonly ReservationCommand[], warehouse: Warehouse) => Settlement,
  ): Promise<Settlement>;
}
