import { decodeCursor, encodeCursor, rowsOf, type Database, type Queryable } from '@oms/database';
import type { StockViews } from '../../application/ports/stock-views';
import type { Page, ProductView, ReservationView, StockMovementView } from '../../application/views';
import type { SkuQuantity } from '../../domain/quantity';
import { availableOf, stockStatusOf } from '../../domain/stock/stock-level';

const PRODUCTS = 'products';
const MOVEMENTS = 'stock-movements';

interface ProductViewRow {
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

const productColumns = `sku, name, unit_price_minor, currency, active, reorder_point, reorder_quantity, on_hand, reserved, updated_at`;

const productsBySku = `select ${productColumns} from products join stock_levels using (sku) where sku = any($1::text[])`;

/** A parameter that is null is a condition that was not given. The status is the domain's `stockStatusOf`, in SQL. */
const productsAfter = `
select ${productColumns} from products join stock_levels using (sku)
where ($2::text is null or sku > $2)
  and ($3::text[] is null or sku = any($3))
  and ($4::text is null or strpos(lower(sku), lower($4)) > 0 or strpos(lower(name), lower($4)) > 0)
  and ($5::text[] is null or case
    when on_hand = reserved then 'OUT_OF_STOCK'
    when on_hand - reserved <= reorder_point then 'LOW_STOCK'
    else 'IN_STOCK' end = any($5))
order by sku limit $1`;

const movementsBefore = `
select position, id, kind, on_hand_delta as "onHandDelta", reserved_delta as "reservedDelta",
  order_id as "orderId", reason, at
from stock_movements where sku = $2 and ($3::bigint is null or position < $3)
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

  productPage: async ({ first, after }, { status, search, skus }) => {
    const [afterSku] = after === undefined ? [null] : decodeCursor(PRODUCTS, after, ['text']);
    const parameters = [first + 1, afterSku, skus ?? null, search ?? null, status ?? null];
    const rows = await rowsOf<ProductViewRow>(requests, productsAfter, parameters);
    return pageOf(rows, first, { cursor: ({ sku }) => encodeCursor(PRODUCTS, [sku]), node: toProductView });
  },

  movementPage: async (sku, { first, after }) => {
    const [before] = after === undefined ? [null] : decodeCursor(MOVEMENTS, after, ['bigint']);
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
