import type { LockedProcess } from '../../application/ports/checkout-repository';
import { orderViewOf, type OrderView } from '../../application/ports/order-views';
import { type Checkout, deadlineOf } from '../../domain/checkout/checkout';
import type { OrderProcess } from '../../domain/checkout/order-process';
import type { Placement } from '../../domain/order/events';
import { type OrderLine, totalOf } from '../../domain/order/lines';
import type { PlacedOrder } from '../../domain/order/order';
import type { LineRow, OrderRow, StoredCheckout } from './entities';

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

const checkoutFrom = (stored: StoredCheckout): Checkout => {
  if (stored.step === 'ReservingStock') {
    const { means: paymentSource, step, deadline } = stored;
    return { step, paymentSource, deadline };
  }
  if (stored.step !== 'Abandoned') return stored;
  const { owed: pendingCompensations, step, attempt } = stored;
  return { step, attempt, pendingCompensations };
};

const toStoredCheckout = (checkout: Checkout): StoredCheckout => {
  if (checkout.step === 'ReservingStock') {
    const { paymentSource: means, step, deadline } = checkout;
    return { step, means, deadline };
  }
  if (checkout.step !== 'Abandoned') return checkout;
  const { pendingCompensations: owed, step, attempt } = checkout;
  return { step, attempt, owed };
};

export const processFrom = (row: OrderRow): LockedProcess => ({
  order: orderFrom(row),
  checkout: checkoutFrom(row.checkout),
  version: row.version,
  correlationId: row.correlation_id,
  placedAt: row.placed_at.getTime(),
});

/** The columns that are written once. */
export const placedColumns = ({ order }: OrderProcess) => {
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

/** The columns that change with each transition. */
export const changingColumns = ({ order, checkout }: OrderProcess) => {
  const deadline = deadlineOf(checkout);
  return {
    status: order.status,
    failure: order.status === 'FAILED' ? order.failure : null,
    cancel_reason: order.status === 'CANCELLED' ? order.reason : null,
    step: checkout.step,
    checkout: toStoredCheckout(checkout),
    settled: settled.has(checkout.step),
    due_at: deadline === null ? null : new Date(deadline).toISOString(),
  };
};

export const viewFrom = (row: OrderRow): OrderView =>
  orderViewOf(processFrom(row), {
    version: row.version,
    placedAt: row.placed_at.getTime(),
    updatedAt: row.updated_at.getTime(),
    snapshot: false,
  });
