import { decodeCursor, encodeCursor, pagedStatement, rowsOf, type Database, type Queryable } from '@oms/database';
import { mapPage, pageOf } from '@oms/kernel';
import { LessThan } from 'typeorm';
import type {
  ProductFilter,
  ProductView,
  ProductViews,
  StockMovementView,
} from '../../application/ports/product-views';
import { availableOf, stockStatusOf, type StockStatus } from '../../domain/stock/stock-level';
import { stockMovementSchema, type ProductRow, type StockLevelRow, type StockMovementRow } from './entities';

type ProductViewRow = Omit<ProductRow, 'version'> & StockLevelRow;

const productColumns = `sku, name, unit_price_minor as "unitPriceMinor", currency, active, reorder_point as "reorderPoint",
  reorder_quantity as "reorderQuantity", on_hand as "onHand", reserved, updated_at as "updatedAt"`;

/** Hot: read for each line of a list of orders. */
const productsBySku = `select ${productColumns} from products join stock_levels using (sku) where sku = any($1::text[])`;

const statuses: readonly StockStatus[] = ['IN_STOCK', 'LOW_STOCK', 'OUT_OF_STOCK'];

/** So many products of each status are read, in their order, before the index of grams is used. */
const WINDOW = '1000';

const contains = `(strpos(lower(sku), lower($4)) > 0 or strpos(lower(name), lower($4)) > 0)`;

/** Hot, and set-based: of each status wanted, the first after the cursor in its index; of these, the first. */
const selectPage = pagedStatement(
  (rowsMax) => `
with page as (
  select level.sku from unnest($3::text[]) as wanted (status), lateral (
    select sku from stock_levels where status = wanted.status and sku > $2 order by sku limit ${rowsMax}) as level
  order by level.sku limit ${rowsMax}
)
select ${productColumns} from page join products using (sku) join stock_levels using (sku) order by sku limit $1`,
);

/** Set-based: the products of given SKUs are few, so all of them are read, and filtered. */
const selectNamed = `
with named as materialized (
  select ${productColumns}, status from products join stock_levels using (sku) where sku = any($5::text[]))
select * from named where sku > $2 and status = any($3::text[]) and ${contains} order by sku limit $1`;

/**
 * Set-based: what is found within a window after the cursor, so that a search that finds much need not sort all that it
 * finds. Only the part is used that the windows of all statuses reach. There is a row also when nothing is found;
 * `complete` is true when there is nothing beyond the windows.
 */
const searchNear = pagedStatement(
  (rowsMax) => `
with candidate as materialized (
  select wanted.status, level.sku from unnest($3::text[]) as wanted (status), lateral (
    select sku from stock_levels where status = wanted.status and sku > $2 order by sku limit ${WINDOW}) as level
), reach as (
  select min(until) as until from (
    select max(sku) as until from candidate group by status having count(*) = ${WINDOW}) as full_window
), found as (
  select candidate.sku from reach, candidate cross join lateral (
    select name from products where products.sku = candidate.sku limit 1) as product
  where (until is null or sku <= until) and ${contains}
  order by sku limit ${rowsMax}
)
select until is null as complete, product.*
from reach left join (
  select ${productColumns} from found join products using (sku) join stock_levels using (sku)) as product on true
order by sku limit $1`,
);

/** Set-based: what the windows do not have is rare, so all of it can be looked up, each with its level, and sorted. */
const searchFar = `
with match as materialized (
  select * from products where product_grams(sku, name) @@ search_query($4) and sku > $2 and ${contains})
select ${productColumns} from match cross join lateral (
  select reorder_point, on_hand, reserved, updated_at from stock_levels
  where stock_levels.sku = match.sku and status = any($3::text[]) limit 1) as level
order by sku limit $1`;

type NearRow = { readonly complete: boolean } & (ProductViewRow | { readonly sku: null });

const isProduct = (row: NearRow): row is NearRow & ProductViewRow => row.sku !== null;

const search = async (
  on: Queryable,
  parameters: readonly [limit: number, afterSku: string, statuses: readonly string[], search: string],
): Promise<readonly ProductViewRow[]> => {
  const near = await rowsOf<NearRow>(on, searchNear(parameters[0]), parameters);
  const found = near.filter(isProduct);
  if (near[0]?.complete === true || found.length === parameters[0]) return found;
  return rowsOf<ProductViewRow>(on, searchFar, parameters);
};

interface ProductPage {
  readonly limit: number;
  /** Empty for the first page. */
  readonly afterSku: string;
}

/** The products of the filter, sorted by SKU. It reads in proportion to the page, not to the table. */
const listProducts = (
  on: Queryable,
  { status, search: text = '', skus }: ProductFilter,
  { limit, afterSku }: ProductPage,
): Promise<readonly ProductViewRow[]> => {
  const wanted = [...new Set(status ?? statuses)];
  if (skus !== undefined) return rowsOf(on, selectNamed, [limit, afterSku, wanted, text, skus]);
  if (text !== '') return search(on, [limit, afterSku, wanted, text]);
  return rowsOf(on, selectPage(limit), [limit, afterSku, wanted]);
};

const toProductView = (row: ProductViewRow): ProductView => {
  const { sku, name, active, onHand, reserved, reorderPoint, reorderQuantity, updatedAt } = row;
  const level = { onHand, reserved };
  return {
    sku,
    name,
    unitPrice: { amountMinor: BigInt(row.unitPriceMinor), currency: row.currency },
    active,
    stock: {
      ...level,
      available: availableOf(level),
      status: stockStatusOf(level, reorderPoint),
      reorderPoint,
      reorderQuantity,
      updatedAt: updatedAt.getTime(),
    },
  };
};

const toMovementView = ({ id, kind, onHandDelta, reservedDelta, ...row }: StockMovementRow): StockMovementView => ({
  id,
  kind,
  onHandDelta,
  reservedDelta,
  orderId: row.orderId,
  reason: row.reason,
  at: row.at.getTime(),
});

export const readProducts = async (on: Queryable, skus: readonly string[]): Promise<readonly ProductView[]> =>
  (await rowsOf<ProductViewRow>(on, productsBySku, [skus])).map(toProductView);

const PRODUCTS = 'products';
/** No SKU is empty. */
const BEFORE_ALL = '';
const MOVEMENTS = 'stock-movements';
/** The largest of its type: the first page ends before it like any other, by the same condition. */
const LAST_POSITION = '9223372036854775807';

/** Reads on the pool of requests from clients. */
export const typeormProductViews = ({ requests }: Database): ProductViews => ({
  products: (skus) => readProducts(requests, skus),

  productPage: async (filter, { first, after }) => {
    const [afterSku] = after === undefined ? [BEFORE_ALL] : decodeCursor(PRODUCTS, after, ['text']);
    const rows = await listProducts(requests, filter, { limit: first + 1, afterSku });
    return mapPage(
      pageOf(rows, { first }, ({ sku }) => encodeCursor(PRODUCTS, [sku])),
      toProductView,
    );
  },

  movementPage: async (sku, { first, after }) => {
    const [before] = after === undefined ? [LAST_POSITION] : decodeCursor(MOVEMENTS, after, ['bigint']);
    const rows = await requests.getRepository(stockMovementSchema).find({
      where: { sku, position: LessThan(before) },
      order: { position: 'DESC' },
      take: first + 1,
    });
    return mapPage(
      pageOf(rows, { first }, ({ position }) => encodeCursor(MOVEMENTS, [position])),
      toMovementView,
    );
  },
});
