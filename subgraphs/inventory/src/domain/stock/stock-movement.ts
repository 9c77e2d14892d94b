import type { StockLevel } from './stock-level';

export type StockMovementKind = 'INITIAL' | 'RESERVED' | 'RELEASED' | 'REPLENISHED' | 'ADJUSTED';

/** One line of the ledger. A level changes by movements and by nothing else, so that they always add up to it. */
export interface StockMovement {
  readonly sku: string;
  readonly kind: StockMovementKind;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
  readonly orderId?: string;
  readonly reason?: string;
}

export const moved = (level: StockLevel, { onHandDelta, reservedDelta }: StockMovement): StockLevel => ({
  onHand: level.onHand + onHandDelta,
  reserved: level.reserved + reservedDelta,
});
