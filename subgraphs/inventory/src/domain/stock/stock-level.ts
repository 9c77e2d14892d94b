import type { Id } from '@oms/kernel';

/** How much of a product there is. Invariant: 0 <= reserved <= onHand. */
export interface StockLevel {
  readonly onHand: number;
  /** Held for orders, so that no other order can have it. */
  readonly reserved: number;
}

export const emptyLevel: StockLevel = { onHand: 0, reserved: 0 };

/** What can still be sold. */
export const availableOf = ({ onHand, reserved }: StockLevel): number => onHand - reserved;

export type StockStatus = 'IN_STOCK' | 'LOW_STOCK' | 'OUT_OF_STOCK';

export const stockStatusOf = (level: StockLevel, reorderPoint: number): StockStatus => {
  const available = availableOf(level);
  if (available === 0) return 'OUT_OF_STOCK';
  return available <= reorderPoint ? 'LOW_STOCK' : 'IN_STOCK';
};

export type StockMovementKind = 'INITIAL' | 'RESERVED' | 'RELEASED' | 'REPLENISHED' | 'ADJUSTED';

/** One entry of the ledger. A level changes by movements and by nothing else, so that they always add up to it. */
export interface StockMovement {
  readonly sku: string;
  readonly kind: StockMovementKind;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
  readonly orderId?: Id<'Order'>;
  readonly reason?: string;
}

export const applyMovement = (
  level: StockLevel,
  { onHandDelta, reservedDelta }: Pick<StockMovement, 'onHandDelta' | 'reservedDelta'>,
): StockLevel => ({
  onHand: level.onHand + onHandDelta,
  reserved: level.reserved + reservedDelta,
});
