import { pagedStatement, rowsOf, type Queryable } from '@oms/database';
import type { ProductFilter } from '../../application/views';
import type { StockStatus } from '../../domain/stock/stock-level';

export interface ProductViewRow {
  readonly sku: string;
  readonly name: string;
  readonly unit_price_minor: string;
  readonly currency: string;
  readonly active: boolean;
  readonly reorder_point: number;
  readonly reorder_quantity: number;
  readonly on_hand: number;
  readonly reserved: number;
  readonly updated_at: Date;
}

export const productColumns = `sku, name, unit_price_minor, currency, active, reorder_point, reorder_quantity, on_hand, reserved, updated_at`;

const statuses: readonly StockStatus[] = ['IN_STOCK', 'LOW_STOCK', 'OUT_OF_STOCK'];

/** Of each status, so many products in their order are looked at before the index of grams is asked. */
const WINDOW = '1000';

const contains = `(strpos(lower(sku), lower($4)) > 0 or strpos(lower(name), lower($4)) > 0)`;

/** Of each status wanted, the first after the cursor in its index; of these, the first. */
const selectPage = pagedStatement(
  (rowsMax) => `
with page as (
  select level.sku from unnest($3::text[]) as wanted (status), lateral (
    select sku from stock_levels where status = wanted.status and sku > $2 order by sku limit ${rowsMax}) as level
  order by level.sku limit ${rowsMax}
)
select ${productColumns} from page join products using (sku) join stock_levels using (sku) order by sku limit $1`,
);

/** Named products are few, so all of them are read. */
const selectNamed = `
with named as materialized (
  select ${productColumns}, status from products join stock_levels using (sku) where sku = any($5::text[]))
select ${productColumns} from named where sku > $2 and status = any($3::text[]) and ${contains} order by sku limit $1`;

/**
 * What is found within a window after the cursor, so that a search that finds much needs not sort all that it finds. Only
 * the part counts that the windows of all statuses reach. There is a row also when nothing is found: `complete` tells that
 * there is nothing beyond the windows.
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

/** What is not found nearby is rare, so all of it can be looked up, each with its level, and sorted. */
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

export interface ProductPage {
  readonly limit: number;
  /** Empty for the first page. */
  readonly afterSku: string;
}

/** The products that the filter wants, by SKU. However many there are, it reads in proportion to the page. */
export const listProducts = (
  on: Queryable,
  { status, search: text = '', skus }: ProductFilter,
  { limit, afterSku }: ProductPage,
): Promise<readonly ProductViewRow[]> => {
  const wanted = [...new Set(status ?? statuses)];
  if (skus !== undefined) return rowsOf(on, selectNamed, [limit, afterSku, wanted, text, skus]);
  if (text !== '') return search(on, [limit, afterSku, wanted, text]);
  return rowsOf(on, selectPage(limit), [limit, afterSku, wanted]);
};
