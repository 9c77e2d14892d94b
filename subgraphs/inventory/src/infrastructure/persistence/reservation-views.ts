import { decodeCursor, encodeCursor, rowsOf, type Database, type Queryable } from '@oms/database';
import type { StockViews } from '../../application/ports/stock-views';
import type { Page, ProductView, ReservationView, StockMovementView } from '../../application/views';
import type { SkuQuantity } from '../../domain/quantity';
import { availableOf, stockStatusOf } from '../../domain/stock/stock-level';
import { listProducts, productColumns, type ProductViewRow } from './product-list';

const PRODUCTS = 'products';
/** No SKU is empty. */
const BEFORE_ALL = '';
const MOVEMENTS = 'stock-movements';
/** The largest of its type: the first page ends before it like any other, by the same condition. */
const LAST_POSITION = '9223372036854775807';

const productsBySku = `select ${productColumns} from products join stock_levels using (sku) where sku = any($1::text[])`;

const movementsBefore = `
select position, id, kind, on_hand_delta as "onHandDelta", reserved_delta as "reservedDelta",
  order_id as "orderId", reason, at
from stock_movements where sku = $2 and position < $3::bigint
order by position desc limit $1`;

const reservationsOf = `
select order_id as "orderId", customer_id as "customerId", status, reserved_at as "reservedAt", coalesce((
  select json_agg(json_build_object('sku', line.sku, 'quantity', line.quantity) order by line.sku)
  from reservation_lines as line where line.order_id = reservation.order_id), '[]') as lines
from reservations as reservation where order_id = any($1::uuid[])`;

const toProductView = (row: ProductViewRow): ProductView => {
  const level = { onHand: row.on_hand, reserved: row.reserved };
  return {
    sku: row.sku,
    name: row.name,
    unitPrice: { amountMinor: BigInt(row.unit_price_minor), currency: row.currency },
    active: row.active,
    stock: {
      ...level,
      available: availableOf(level),
      status: stockStatusOf(level, row.reorder_point),
      reorderPoint: row.reorder_point,
      reorderQuantity: row.reorder_quantity,
      updatedAt: row.updated_at,
    },
  };
};

export const readProducts = async (on: Queryable, skus: readonly string[]): Promise<readonly ProductView[]> =>
  (await rowsOf<ProductViewRow>(on, productsBySku, [skus])).map(toProductView);

/** `rows` holds one more than was asked for, if there is one. */
const pageOf = <Row, Node>(
  rows: readonly Row[],
  first: number,
  { cursor, node }: { cursor: (row: Row) => string; node: (row: Row) => Node },
): Page<Node> => ({
  items: rows.slice(0, first).map((row) => ({ cursor: cursor(row), node: node(row) })),
  hasNextPage: rows.length > first,
});

type MovementRow = StockMovementView & { readonly position: string };

const toMovementView = ({
  id,
  kind,
  onHandDelta,
  reservedDelta,
  orderId,
  reason,
  at,
}: MovementRow): StockMovementView => ({
  id,
  kind,
  onHandDelta,
  reservedDelta,
  orderId,
  reason,
  at,
});

type ReservationViewRow = Omit<ReservationView, 'status' | 'lines'> & {
  readonly status: ReservationView['status'] | 'REJECTED_AND_CLOSED';
  readonly lines: readonly SkuQuantity[];
};

/** Reads on the pool of the clients' requests. */
export const postgresStockViews = ({ requests }: Database): StockViews => ({
  products: (skus) => readProducts(requests, skus),

  productPage: async ({ first, after }, filter) => {
    const [afterSku] = after === undefined ? [BEFORE_ALL] : decodeCursor(PRODUCTS, after, ['text']);
    const rows = await listProducts(requests, filter, { limit: first + 1, afterSku });
    return pageOf(rows, first, { cursor: ({ sku }) => encodeCursor(PRODUCTS, [sku]), node: toProductView });
  },

  movementPage: async (sku, { first, after }) => {
    const [before] = after === undefined ? [LAST_POSITION] : decodeCursor(MOVEMENTS, after, ['bigint']);
    const rows = await rowsOf<MovementRow>(requests, movementsBefore, [first + 1, sku, before]);
    return pageOf(rows, first, {
      cursor: ({ position }) => encodeCursor(MOVEMENTS, [position]),
      node: toMovementView,
    });
  },

  reservations: async (orderIds) => {
    const rows = await rowsOf<ReservationViewRow>(requests, reservationsOf, [orderIds]);
    return rows.map((row) => ({ ...row, status: row.status === 'REJECTED_AND_CLOSED' ? 'REJECTED' : row.status }));
  },
});
