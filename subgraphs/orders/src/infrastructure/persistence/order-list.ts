import { pagedStatement, type Queryable, rowsOf } from '@oms/database';
import type { OrderFilter } from '../../application/ports/order-views';
import { orderStatuses } from '../../domain/order/status';
import { orderSources } from '../../domain/order/values';
import type { OrderRow } from './entities';

const newestFirst = 'placed_at desc, id desc';
const within = 'placed_at > $2::timestamptz and (placed_at, id) < ($3::timestamptz, $4::uuid)';

/** Hot, so it is SQL: the keys alone are read from an index that has them all, then only the rows of the page. */
const pageBy = (keys: (rowsMax: string) => string) =>
  pagedStatement(
    (rowsMax) => `
with page as (${keys(rowsMax)})
select orders.* from page join orders using (id) order by orders.placed_at desc, orders.id desc limit $1`,
  );

const keysBy = (condition: string, rowsMax: string): string =>
  `select id, placed_at from orders where ${condition} and ${within} order by ${newestFirst} limit ${rowsMax}`;

const byStatusAndSource = 'status = status_wanted.status and source = source_wanted.source';

/** Of each status and source wanted, the newest in their index; of these, the newest. */
const keysOfEach = (condition: string, rowsMax: string): string => `
  select found.id, found.placed_at
  from unnest($5::text[]) as status_wanted (status), unnest($6::text[]) as source_wanted (source),
    lateral (${keysBy(`${byStatusAndSource} and ${condition}`, rowsMax)}) as found
  order by ${newestFirst} limit ${rowsMax}`;

const selectAll = pageBy((rowsMax) => keysBy('true', rowsMax));
const selectOfCustomer = pageBy((rowsMax) => keysBy('customer_id = $5', rowsMax));
const selectByStatus = pageBy((rowsMax) => keysOfEach('true', rowsMax));
const selectOfCustomerByStatus = pageBy((rowsMax) => keysOfEach('customer_id = $7', rowsMax));

/** The sort key of an order. */
export interface ListKey {
  /** ISO 8601, or `infinity`. */
  readonly at: string;
  readonly id: string;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const end: ListKey = { at: 'infinity', id: LAST_ID };

/** Where the page ends, as one key: of two conditions, the index would begin at either. */
const boundOf = (placedBefore: number | undefined, after: ListKey = end): ListKey => {
  if (placedBefore === undefined) return after;
  const isNearer = after.at !== end.at && Date.parse(after.at) < placedBefore;
  // No id is the first: what is before it was placed before that instant.
  return isNearer ? after : { at: new Date(placedBefore).toISOString(), id: FIRST_ID };
};

/** Newest first. However many there are, it reads in proportion to the page. */
export const selectOrders = (
  on: Queryable,
  filter: OrderFilter,
  { limit, after }: { readonly limit: number; readonly after: ListKey | undefined },
): Promise<OrderRow[]> => {
  const { status, source, customerId, placedAfter, placedBefore } = filter;
  const { at, id } = boundOf(placedBefore, after);
  const from = placedAfter === undefined ? '-infinity' : new Date(placedAfter).toISOString();
  const parameters = [limit, from, at, id];
  const ofCustomer = customerId === undefined ? [] : [customerId];
  if (status === undefined && source === undefined)
    return rowsOf(on, (customerId === undefined ? selectAll : selectOfCustomer)(limit), [...parameters, ...ofCustomer]);
  const wanted = [
    status === undefined ? orderStatuses : [...new Set(status)],
    source === undefined ? orderSources : [source],
  ];
  const text = customerId === undefined ? selectByStatus : selectOfCustomerByStatus;
  return rowsOf(on, text(limit), [...parameters, ...wanted, ...ofCustomer]);
};
