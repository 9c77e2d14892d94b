import type { Id } from '@oms/kernel';
import type { SkuQuantity } from '../stock/quantity';

interface OfAnOrder {
  readonly orderId: Id<'Order'>;
  /** Whose order it is. */
  readonly customerId: string;
}

/** Hold every line of the order, or none. */
export interface ReserveStock extends OfAnOrder {
  readonly type: 'ReserveStock';
  /** At least one. */
  readonly lines: readonly SkuQuantity[];
}

/** The order failed or was cancelled: nothing is held for it from now on. May come before the reservation that it undoes. */
export interface ReleaseStock extends OfAnOrder {
  readonly type: 'ReleaseStock';
}

export type ReservationCommand = ReserveStock | ReleaseStock;
