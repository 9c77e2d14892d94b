import type { Causation } from '@oms/kernel';
import type { ReservationCommand } from '../../domain/reservation/commands';
import type { BatchDecision, StockState } from '../../domain/reservation/reservation-batch';

/** A command, and what its events are recorded as following from. */
export interface ReservationRequest {
  readonly command: ReservationCommand;
  readonly causation: Causation;
}

/** The reservations of orders, and the stock levels that they change. */
export interface ReservationRepository {
  /**
   * Loads the reservations and levels of the commands, applies the decision, and commits reservations, levels, movements
   * and events together. The decision may run more than once, so it must be pure.
   *
   * Rows are locked in one order: reservations by order id, then levels by SKU. So two writers cannot deadlock.
   */
  changeAll(
    requests: readonly ReservationRequest[],
    decide: (commands: readonly ReservationCommand[], state: StockState) => BatchDecision,
  ): Promise<BatchDecision>;
}
