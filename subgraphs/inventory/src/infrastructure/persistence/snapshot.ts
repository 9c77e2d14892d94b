import { refused, succeeded } from '@oms/kernel';
import type { ProductOutcome } from '../../application/commands/change-product';
import type { ProductView } from '../../application/ports/product-views';
import type { ProductRefusal } from '../../domain/product/refusals';

/** A product as it is stored with an idempotency key: plain JSON, with times as ISO 8601 text. */
type ProductSnapshot = Omit<ProductView, 'unitPrice' | 'stock'> & {
  readonly unitPrice: { readonly amountMinor: string; readonly currency: string };
  readonly stock: Omit<ProductView['stock'], 'updatedAt'> & { readonly updatedAt: string };
};

/** The stored form of an outcome. It may change only in a way in which the rows of the last seven days can still be read. */
export type StoredOutcome =
  | { readonly kind: 'changed'; readonly product: ProductSnapshot }
  | { readonly kind: 'refused'; readonly refusal: ProductRefusal };

export const storedProduct = ({ unitPrice, stock, ...product }: ProductView): StoredOutcome => ({
  kind: 'changed',
  product: {
    ...product,
    unitPrice: { ...unitPrice, amountMinor: unitPrice.amountMinor.toString() },
    stock: { ...stock, updatedAt: new Date(stock.updatedAt).toISOString() },
  },
});

export const outcomeOf = (stored: StoredOutcome): ProductOutcome => {
  if (stored.kind === 'refused') return refused(stored.refusal);
  const { unitPrice, stock, ...product } = stored.product;
  return succeeded({
    ...product,
    unitPrice: { ...unitPrice, amountMinor: BigInt(unitPrice.amountMinor) },
    stock: { ...stock, updatedAt: Date.parse(stock.updatedAt) },
  });
};
