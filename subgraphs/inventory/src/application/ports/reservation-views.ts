import type { Id, Instant } from '@oms/kernel';
import type { SkuQuantity } from '../../domain/stock/quantity';

/** A reservation as clients see it. */
export interface ReservationView {
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
  readonly status: 'HELD' | 'RELEASED' | 'REJECTED';
  /** What is held, or was; none when the order was rejected. */
  readonly lines: readonly SkuQuantity[];
  /** When it was decided. */
  readonly reservedAt: Instant;
}

/** The read model of reservations. */
export interface ReservationViews {
  /** In any order, and without those of unknown orders. */
  reservations(orderIds: readonly Id<'Order'>[]): Promise<readonly ReservationView[]>;
}
