import type { StockFeed } from './ports/stock-feed';
import type { StockViews } from './ports/stock-views';
import { stockNudges, type Nudge, type StockNudges } from './stock-nudges';
import type { ProductView } from './views';

const PRODUCTS_PER_READ = 100;

type Products = AsyncGenerator<ProductView, void, undefined>;

/** Page by page: no more of them are in memory than the watcher has asked for. */
async function* allProducts(views: StockViews): Products {
  let after: string | undefined;
  for (let more = true; more;) {
    const page = await views.productPage({ first: PRODUCTS_PER_READ, after }, {});
    for (const { node } of page.items) yield node;
    after = page.items.at(-1)?.cursor;
    more = page.hasNextPage;
  }
}

async function* someProducts(views: StockViews, skus: readonly string[]): Products {
  for (let start = 0; start < skus.length; start += PRODUCTS_PER_READ)
    yield* await views.products(skus.slice(start, start + PRODUCTS_PER_READ));
}

const productsOf = (views: StockViews, nudge: Nudge, sku: string | undefined): Products => {
  if (nudge !== 'all') return someProducts(views, [...nudge]);
  return sku === undefined ? allProducts(views) : someProducts(views, [sku]);
};

const stockOf = ({ stock }: ProductView): string =>
  [stock.onHand, stock.reserved, stock.reorderPoint, stock.reorderQuantity].join('/');

/** The levels as they are, then each one again that a nudge finds changed. */
async function* levels(views: StockViews, nudges: StockNudges, sku: string | undefined): Products {
  const seen = new Map<string, string>();
  try {
    for (let nudge: Nudge | undefined = 'all'; nudge !== undefined; nudge = await nudges.next()) {
      for await (const product of productsOf(views, nudge, sku)) {
        if (seen.get(product.sku) === stockOf(product)) continue;
        seen.set(product.sku, stockOf(product));
        yield product;
      }
    }
  } finally {
    nudges.stop(); // Also when a read failed: nobody calls `return` then.
  }
}

/**
 * The stock of one product, or of all: as it is, and then whenever it changed.
 *
 * Levels are read when they are sent. Changes that come faster than the watcher takes them are seen as one.
 */
export const watchStock =
  (views: StockViews, feed: StockFeed) =>
  (sku: string | undefined): AsyncIterableIterator<ProductView> => {
    const nudges = stockNudges(feed, sku); // Before the first read, so that nothing falls between the two.
    const products = levels(views, nudges, sku);
    const watch: AsyncIterableIterator<ProductView> = {
      next: () => products.next(),
      return: () => {
        nudges.stop(); // A generator that waits would not hear `return` before the next change.
        return products.return();
      },
      [Symbol.asyncIterator]: () => watch,
    };
    return watch;
  };
