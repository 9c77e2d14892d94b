/** How much of a product there is. Invariant: 0 <= reserved <= onHand. */
export interface StockLevel {
  readonly onHand: number;
  /** Held for orders; nobody else can buy it. */
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
