import { accept, assertNever, refuse, type Decision } from '@oms/kernel';
import { mergedBySku, type SkuQuantity } from '../stock/quantity';
import type { StockMovement } from '../stock/stock-level';
import type { ReleaseStock, ReservationCommand, ReserveStock } from './commands';
import type { ReservationEvent, Shortage } from './events';
import type { ReservationRefusal } from './refusals';

/** What is held for an order. It has no deadline of its own: it ends when the order fails or is cancelled. */
export type Reservation =
  | { readonly status: 'Unknown' }
  | { readonly status: 'Held'; readonly customerId: string; readonly lines: readonly SkuQuantity[] }
  | { readonly status: 'Rejected'; readonly customerId: string }
  /** Rejected, and the order failed or was cancelled since; it stays visible as a rejection. */
  | { readonly status: 'RejectedAndClosed'; readonly customerId: string }
  /** Without lines: the release came before the reservation. */
  | { readonly status: 'Released'; readonly customerId: string; readonly lines: readonly SkuQuantity[] };

export type ReservationDecision = Decision<ReservationEvent, ReservationRefusal>;

/** How much of a SKU can still be sold; 0 for one that is not listed. */
export type Availability = (sku: string) => number;

export const unknownReservation: Reservation = { status: 'Unknown' };

const shortagesOf = (lines: readonly SkuQuantity[], available: Availability): readonly Shortage[] =>
  lines
    .map(({ sku, quantity }) => ({ sku, requested: quantity, available: available(sku) }))
    .filter((line) => line.requested > line.available);

const reserve = (command: ReserveStock, reservation: Reservation, available: Availability): ReservationDecision => {
  if (reservation.status === 'Released' && reservation.lines.length === 0) return refuse('ORDER_ALREADY_CLOSED');
  if (reservation.status !== 'Unknown') return accept(); // A repeated command changes nothing.
  const { orderId, customerId } = command;
  const lines = mergedBySku(command.lines);
  const shortages = shortagesOf(lines, available);
  return shortages.length === 0
    ? accept({ type: 'StockReserved', orderId, customerId, lines })
    : accept({ type: 'StockRejected', orderId, customerId, shortages });
};

/** One event, also when nothing was held: the saga that closes the order waits for it. */
const release = ({ orderId, customerId }: ReleaseStock, reservation: Reservation): ReservationDecision => {
  if (reservation.status === 'Released' || reservation.status === 'RejectedAndClosed') return accept();
  const lines = reservation.status === 'Held' ? reservation.lines : [];
  return accept({ type: 'StockReleased', orderId, customerId, lines });
};

export const decideReservation = (
  command: ReservationCommand,
  reservation: Reservation,
  available: Availability,
): ReservationDecision =>
  command.type === 'ReserveStock' ? reserve(command, reservation, available) : release(command, reservation);

export const evolveReservation = (reservation: Reservation, event: ReservationEvent): Reservation => {
  const { customerId } = event;
  switch (event.type) {
    case 'StockReserved':
      return { status: 'Held', customerId, lines: event.lines };
    case 'StockRejected':
      return { status: 'Rejected', customerId };
    case 'StockReleased':
      return reservation.status === 'Rejected'
        ? { status: 'RejectedAndClosed', customerId }
        : { status: 'Released', customerId, lines: event.lines };
    default:
      return assertNever(event);
  }
};

/** How a reservation's event changes the stock. */
export const movementsOf = (event: ReservationEvent): readonly StockMovement[] => {
  const { orderId } = event;
  switch (event.type) {
    case 'StockReserved':
      return event.lines.map(({ sku, quantity }) => ({
        sku,
        kind: 'RESERVED',
        onHandDelta: 0,
        reservedDelta: quantity,
        orderId,
      }));
    case 'StockReleased':
      return event.lines.map(({ sku, quantity }) => ({
        sku,
        kind: 'RELEASED',
        onHandDelta: 0,
        reservedDelta: -quantity,
        orderId,
      }));
    case 'StockRejected':
      return [];
    default:
      return assertNever(event);
  }
};
