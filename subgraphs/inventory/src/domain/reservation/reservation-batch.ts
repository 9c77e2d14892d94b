import type { Id } from '@oms/kernel';
import { applyMovement, availableOf, emptyLevel, type StockLevel, type StockMovement } from '../stock/stock-level';
import type { ReservationCommand } from './commands';
import type { ReservationEvent } from './events';
import type { ReservationRefusal } from './refusals';
import { decideReservation, evolveReservation, movementsOf, unknownReservation, type Reservation } from './reservation';

/** The reservations and levels that the commands of a batch are about. Absent: unknown, or not listed. */
export interface StockState {
  readonly reservations: ReadonlyMap<Id<'Order'>, Reservation>;
  readonly levels: ReadonlyMap<string, StockLevel>;
}

/** What a batch of commands leads to. */
export interface BatchDecision {
  readonly events: readonly ReservationEvent[];
  readonly movements: readonly StockMovement[];
  /** Only the reservations that changed, as they are after the batch. */
  readonly reservations: ReadonlyMap<Id<'Order'>, Reservation>;
  /** Only the levels that changed, as they are after the batch. */
  readonly levels: ReadonlyMap<string, StockLevel>;
  readonly refused: readonly { readonly orderId: Id<'Order'>; readonly refusal: ReservationRefusal }[];
}

/**
 * Decides many commands at once, as if they came one after another: what one reserves is not available to the next.
 *
 * First come, first served. An order that cannot be held as a whole holds nothing; a smaller one after it may be held.
 */
export const decideBatch = (commands: readonly ReservationCommand[], state: StockState): BatchDecision => {
  const events: ReservationEvent[] = [];
  const movements: StockMovement[] = [];
  const refused: { orderId: Id<'Order'>; refusal: ReservationRefusal }[] = [];
  const reservations = new Map<Id<'Order'>, Reservation>();
  const levels = new Map<string, StockLevel>();

  const reservationOf = (orderId: Id<'Order'>): Reservation =>
    reservations.get(orderId) ?? state.reservations.get(orderId) ?? unknownReservation;
  const levelOf = (sku: string): StockLevel => levels.get(sku) ?? state.levels.get(sku) ?? emptyLevel;

  const record = (event: ReservationEvent): void => {
    events.push(event);
    reservations.set(event.orderId, evolveReservation(reservationOf(event.orderId), event));
    for (const movement of movementsOf(event)) {
      movements.push(movement);
      levels.set(movement.sku, applyMovement(levelOf(movement.sku), movement));
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
