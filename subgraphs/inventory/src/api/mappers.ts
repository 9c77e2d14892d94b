import type { MinorMoney } from '@oms/subgraph-kit';
import type { ProductView, StockLevelView, StockMovementView } from '../application/ports/product-views';
import type { ReservationView } from '../application/ports/reservation-views';

export type MoneyParent = MinorMoney;
export type ProductParent = ProductView;
export type StockLevelParent = StockLevelView;
export type StockMovementParent = StockMovementView;
export type StockReservationParent = ReservationView;
export type StockReservationLineParent = ReservationView['lines'][number];
export interface OrderParent {
  readonly id: string;
}
