import type { ProductView, ReservationView, StockMovementView, StockView } from '../application/views';

export type ProductParent = ProductView;
export type StockLevelParent = StockView;
export type StockMovementParent = StockMovementView;
export type StockReservationParent = ReservationView;
export type StockReservationLineParent = ReservationView['lines'][number];
export interface OrderParent {
  readonly id: string;
}
