import type { ProductView, ProductViews } from '../ports/product-views';
import type { StockFeed } from '../ports/stock-feed';

const PRODUCTS_PER_READ = 100;

/** The products to read again; 'all' when changes may have been missed. */
type Change = ReadonlySet<string> | 'all';

interface PendingChanges {
  /** Waits for the next change; undefined once stopped. */
  next(): Promise<Change | undefined>;
  /** Ends a wait in progress. May be called twice. */
  stop(): void;
}

/**
 * Subscribes at once, for one product or for all, and collects the SKUs that changed until the subscriber reads them. So a
 * slow subscriber has at most one entry per product pending.
 */
const pendingChanges = (feed: StockFeed, sku: string | undefined): PendingChanges => {
  let changed = new Set<string>();
  let missed = false;
  let stopped = false;
  let wake: (() => void) | undefined;

  const unsubscribe = feed.subscribe({
    onChange: (skus) => {
      for (const each of skus) if (sku === undefined || sku === each) changed.add(each);
      if (changed.size > 0) wake?.();
    },
    onGap: () => {
      missed = true;
      wake?.();
    },
  });

  const take = (): Change | undefined => {
    const change: Change = missed ? 'all' : changed;
    missed = false;
    changed = new Set();
    return stopped ? undefined : change;
  };

  return {
    next: async () => {
      if (!stopped && !missed && changed.size === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return take();
    },
    stop: () => {
      stopped = true;
      unsubscribe();
      wake?.();
    },
  };
};

type Products = AsyncGenerator<ProductView, void, undefined>;

/** Page by page, as the subscriber reads: no more than one page is in memory. */
async function* allProducts(views: ProductViews): Products {
  let after: string | undefined;
  for (let more = true; more;) {
    const page = await views.productPage({}, { first: PRODUCTS_PER_READ, after });
    for (const { node } of page.items) yield node;
    after = page.items.at(-1)?.cursor;
    more = page.hasNextPage;
  }
}

async function* someProducts(views: ProductViews, skus: readonly string[]): Products {
  for (let start = 0; start < skus.length; start += PRODUCTS_PER_READ)
    yield* await views.products(skus.slice(start, start + PRODUCTS_PER_READ));
}

const productsOf = (views: ProductViews, change: Change, sku: string | undefined): Products => {
  if (change !== 'all') return someProducts(views, [...change]);
  return sku === undefined ? allProducts(views) : someProducts(views, [sku]);
};

const stockOf = ({ stock }: ProductView): string =>
  [stock.onHand, stock.reserved, stock.reorderPoint, stock.reorderQuantity].join('/');

/** The levels as they are, then each one again whose stock is another than the one sent last. */
async function* levels(views: ProductViews, changes: PendingChanges, sku: string | undefined): Products {
  const sent = new Map<string, string>();
  try {
    for (let change: Change | undefined = 'all'; change !== undefined; change = await changes.next()) {
      for await (const product of productsOf(views, change, sku)) {
        if (sent.get(product.sku) === stockOf(product)) continue;
        sent.set(product.sku, stockOf(product));
        yield product;
      }
    }
  } finally {
    changes.stop(); // Also when a read failed: `return` is not called then.
  }
}

/**
 * The stock of one product, or of all: as it is, and then whenever it changed.
 *
 * Levels are read when they are sent. Changes that come faster than the subscriber reads are sent as one.
 */
export const watchStock =
  (views: ProductViews, feed: StockFeed) =>
  (sku: string | undefined): AsyncIterableIterator<ProductView> => {
    const changes = pendingChanges(feed, sku); // Before the first read, so that no change is missed in between.
    const products = levels(views, changes, sku);
    const watch: AsyncIterableIterator<ProductView> = {
      next: () => products.next(),
      return: () => {
        changes.stop(); // A generator that waits does not run `return` before the next change.
        return products.return();
      },
      [Symbol.asyncIterator]: () => watch,
    };
    return watch;
  };
