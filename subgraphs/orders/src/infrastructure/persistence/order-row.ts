import type { OrderView } from '../../application/order-view';
import type { LockedPurchase } from '../../application/ports/checkouts';
import { deadlineOf } from '../../domain/checkout/checkout';
import type { Purchase } from '../../domain/checkout/purchase';
import type { Instant } from '../../domain/instant';
import type { Placement } from '../../domain/order/events';
import { type OrderLine, totalOf } from '../../domain/order/lines';
import type { PlacedOrder } from '../../domain/order/order';
import type { LineRow, OrderRow } from './order.schema';

const lineFrom =
  (currency: string) =>
  ({ sku, name, quantity, unitMinor }: LineRow): OrderLine => ({
    sku,
    name,
    quantity,
    unitPrice: { amountMinor: BigInt(unitMinor), currency },
  });

const toLineRow = ({ sku, name, quantity, unitPrice }: OrderLine): LineRow => ({
  sku,
  name,
  quantity,
  unitMinor: unitPrice.amountMinor.toString(),
});

const placementFrom = (row: OrderRow): Placement => ({
  id: row.id,
  number: row.number,
  customerId: row.customer_id,
  source: row.source,
  lines: row.lines.map(lineFrom(row.currency)),
  contact: row.contact,
  shippingAddress: row.shipping_address,
  paymentMethodGiven: row.payment_method_given,
});

const orderFrom = (row: OrderRow): PlacedOrder => {
  const placement = placementFrom(row);
  if (row.status === 'CANCELLED') return { ...placement, status: row.status, reason: row.cancel_reason };
  if (row.status !== 'FAILED') return { ...placement, status: row.status };
  if (row.failure === null) throw new Error(`Order ${row.id} failed without a reason`);
  return { ...placement, status: row.status, failure: row.failure };
};

export const purchaseFrom = (row: OrderRow): LockedPurchase => ({
  order: orderFrom(row),
  checkout: row.checkout,
  version: row.version,
  correlationId: row.correlation_id,
  placedAt: row.placed_at.getTime(),
});

/** The columns that are written once. */
export const placedColumns = ({ order }: Purchase) => {
  const total = totalOf(order.lines);
  return {
    id: order.id,
    number: order.number,
    customer_id: order.customerId,
    source: order.source,
    lines: order.lines.map(toLineRow),
    total_minor: total.amountMinor.toString(),
    currency: total.currency,
    contact: order.contact,
    shipping_address: order.shippingAddress,
    payment_method_given: order.paymentMethodGiven,
  };
};

const settled = new Set<string>(['Completed', 'Compensated']);

/** The columns that change as the order goes on. */
export const movingColumns = ({ order, checkout }: Purchase) => {
  const deadline = deadlineOf(checkout);
  return {
    status: order.status,
    failure: order.status === 'FAILED' ? order.failure : null,
    cancel_reason: order.status === 'CANCELLED' ? order.reason : null,
    step: checkout.step,
    checkout,
    settled: settled.has(checkout.step),
    due_at: deadline === null ? null : new Date(deadline).toISOString(),
  };
};

interface Times {
  readonly version: number;
  readonly placedAt: Instant;
  readonly updatedAt: Instant;
}

const viewOf = ({ order, checkout }: Purchase, { version, placedAt, updatedAt }: Times): OrderView => ({
  id: order.id,
  number: order.number,
  customerId: order.customerId,
  source: order.source,
  lines: order.lines,
  total: totalOf(order.lines),
  contact: order.contact,
  shippingAddress: order.shippingAddress,
  paymentMethodGiven: order.paymentMethodGiven,
  status: order.status,
  failure: order.status === 'FAILED' ? order.failure : null,
  version,
  placedAt,
  updatedAt,
  step: checkout.step,
  deadline: deadlineOf(checkout),
  snapshot: false,
});

export const viewFrom = (row: OrderRow): OrderView =>
  viewOf(purchaseFrom(row), {
    version: row.version,
    placedAt: row.placed_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  });

export const snapshotOf = (purchase: Purchase, times: Times): OrderView => ({
  ...viewOf(purchase, times),
  snapshot: true,
});
