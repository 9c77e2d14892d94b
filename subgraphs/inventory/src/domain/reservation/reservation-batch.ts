import { availableOf, emptyLevel, type StockLevel } from '../stock/stock-level';
import { moved, type StockMovement } from '../stock/stock-movement';
import type { ReservationCommand } from './commands';
import type { ReservationEvent } from './events';
import {
  decideReservation,
  evolveReservation,
  movementsOf,
  unknownReservation,
  type Reservation,
  type ReservationRefusal,
} from './reservation';

/** What a batch is decided on: the reservations and levels that its commands name. Absent: unknown, or not listed. */
export interface Warehouse {
  readonly reservations: ReadonlyMap<string, Reservation>;
  readonly levels: ReadonlyMap<string, StockLevel>;
}

/** What a batch of commands leads to. */
export interface Settlement {
  readonly events: readonly ReservationEvent[];
  readonly movements: readonly StockMovement[];
  /** Only the reservations that changed, as they are after the batch. */
  readonly reservations: ReadonlyMap<string, Reservation>;
  /** Only the levels that changed, as they are after the batch. */
  readonly levels: ReadonlyMap<string, StockLevel>;
  readonly refused: readonly { readonly orderId: string; readonly refusal: ReservationRefusal }[];
}

/**
 * Settles many orders at once, as if they came one after another: what one takes, the next cannot have.
 *
 * First come, first served. An order that does not fit takes nothing, and a smaller one behind it may still fit.
 */
export const settle = (commands: readonly ReservationCommand[], warehouse: Warehouse): Settlement => {
  const events: ReservationEvent[] = [];
  const movements: StockMovement[] = [];
  const refused: { orderId: string; refusal: ReservationRefusal }[] = [];
  const reservations = new Map<string, Reservation>();
  const levels = new Map<string, StockLevel>();

  const reservationOf = (orderId: string): Reservation =>
    reservations.get(orderId) ?? warehouse.reservations.get(orderId) ?? unknownReservation;
  const levelOf = (sku: string): StockLevel => levels.get(sku) ?? warehouse.levels.get(sku) ?? emptyLevel;

  const record = (event: ReservationEvent): void => {
    events.push(event);
    reservations.set(event.orderId, evolveReservation(reservationOf(event.orderId), event));
    for (const movement of movementsOf(event)) {
      movements.push(movement);
      levels.set(movement.sku, moved(levelOf(movement.sku), movement));
    }
  };

  for (const command of commands) {
    const { orderId } = command;
    const decision = decideReservation(command, reservationOf(orderId), (sku) => availableOf(levelOf(sku)));
    if (decision.accepted) decision.events.forEach(record);
    else refused.push({ orderId, refusal: decision.refusal });
  }
  return { events, movements, reservations, levels, refused };
};
