import type { SkuQuantity } from '../../domain/quantity';
import type { Reservation } from '../../domain/reservation/reservation';

export type ReservationRowStatus = 'HELD' | 'REJECTED' | 'REJECTED_AND_CLOSED' | 'RELEASED';

/** A reservation with its lines, sorted by SKU. */
export interface ReservationRow {
  readonly order_id: string;
  readonly customer_id: string;
  readonly status: ReservationRowStatus;
  /** The sequence of the reservation's last event. */
  readonly version: number;
  readonly lines: readonly SkuQuantity[];
}

export const fromReservationRow = ({ customer_id: customerId, status, lines }: ReservationRow): Reservation => {
  switch (status) {
    case 'HELD':
      return { status: 'Held', customerId, lines };
    case 'REJECTED':
      return { status: 'Rejected', customerId };
    case 'REJECTED_AND_CLOSED':
      return { status: 'RejectedAndClosed', customerId };
    case 'RELEASED':
      return { status: 'Released', customerId, lines };
  }
};

export const rowStatusOf: Readonly<Record<Exclude<Reservation['status'], 'Unknown'>, ReservationRowStatus>> = {
  Held: 'HELD',
  Rejected: 'REJECTED',
  RejectedAndClosed: 'REJECTED_AND_CLOSED',
  Released: 'RELEASED',
};
