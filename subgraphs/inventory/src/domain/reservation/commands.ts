import type { SkuQuantity } from '../quantity';

interface OrderNamed {
  readonly orderId: string;
  /** Whose order it is. */
  readonly customerId: string;
}

/** Hold every line of the order, or none. */
export interface ReserveStock extends OrderNamed {
  readonly type: 'ReserveStock';
  /** At least one. */
  readonly lines: readonly SkuQuantity[];
}

/** The order was given up: hold nothing for it, now or ever. May arrive before the reservation that it undoes. */
export interface ReleaseStock extends OrderNamed {
  readonly type: 'ReleaseStock';
}

export type ReservationCommand = ReserveStock | ReleaseStock;
