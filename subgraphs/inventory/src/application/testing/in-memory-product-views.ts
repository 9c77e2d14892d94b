import { pageOf, type Instant, type Page, type PageRequest } from '@oms/kernel';
import type { ListedProduct } from '../../domain/product/product';
import { availableOf, stockStatusOf } from '../../domain/stock/stock-level';
import type { ProductView, ProductViews, StockMovementView } from '../ports/product-views';
import type { InMemoryState } from './in-memory-state';

export const productViewOf = (
  { sku, name, unitPrice, active, level, reorderPoint, reorderQuantity }: ListedProduct,
  updatedAt: Instant,
): ProductView => {
  const [available, status] = [availableOf(level), stockStatusOf(level, reorderPoint)];
  const stock = { ...level, available, status, reorderPoint, reorderQuantity, updatedAt };
  return { sku, name, unitPrice, active, stock };
};

const pageAfter = <Node>(
  all: readonly Node[],
  { first, after }: PageRequest,
  keyOf: (node: Node) => string,
): Page<Node> => {
  const start = after === undefined ? 0 : all.findIndex((node) => keyOf(node) === after) + 1;
  return pageOf(all.slice(start), { first }, keyOf);
};

export const inMemoryProductViews = (state: InMemoryState): ProductViews => {
  const all = (): readonly ProductView[] =>
    [...state.products.values()]
      .map((product) => productViewOf(product, state.now))
      .sort((left, right) => (left.sku < right.sku ? -1 : 1));

  return {
    products: (skus) => Promise.resolve(all().filter(({ sku }) => skus.includes(sku))),

    productPage: ({ status, search, skus }, page) => {
      const text = search?.toLowerCase();
      const matching = all()
        .filter(({ stock }) => status === undefined || status.includes(stock.status))
        .filter(({ sku }) => skus === undefined || skus.includes(sku))
        .filter(({ sku, name }) => text === undefined || [sku, name].some((part) => part.toLowerCase().includes(text)));
      return Promise.resolve(pageAfter(matching, page, ({ sku }) => sku));
    },

    movementPage: (sku, page) => {
      const ledger = state.movements
        .filter((movement) => movement.sku === sku)
        .map(({ kind, onHandDelta, reservedDelta, orderId = null, reason = null }, index): StockMovementView => ({
          id: index.toString(),
          kind,
          onHandDelta,
          reservedDelta,
          orderId,
          reason,
          at: state.now,
        }))
        .reverse();
      return Promise.resolve(pageAfter(ledger, page, ({ id }) => id));
    },
  };
};
