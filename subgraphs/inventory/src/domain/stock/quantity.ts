/** The largest count of a product, and of a column of type `integer`. Sums are checked against it before they are stored. */
export const QUANTITY_MAX = 2_147_483_647;

export interface SkuQuantity {
  readonly sku: string;
  /** Pieces; at least 1. */
  readonly quantity: number;
}

/** By code unit, not by locale: every writer must lock in the same order, whatever machine it runs on. */
const bySku = (left: SkuQuantity, right: SkuQuantity): number => (left.sku < right.sku ? -1 : 1);

/** One line per SKU, sorted by SKU: two lines of the same product are one request. */
export const mergedBySku = (lines: readonly SkuQuantity[]): readonly SkuQuantity[] => {
  const totals = new Map<string, number>();
  for (const { sku, quantity } of lines) totals.set(sku, (totals.get(sku) ?? 0) + quantity);
  return [...totals].map(([sku, quantity]) => ({ sku, quantity })).sort(bySku);
};
