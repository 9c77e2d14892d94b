import { deadlineOf } from '../../domain/checkout/checkout';
import type { Instant } from '../../domain/instant';
import { totalOf } from '../../domain/order/lines';
import type { OrderId } from '../../domain/order/values';
import type { OrderView } from '../order-view';
import type { LockedPurchase } from '../ports/checkouts';
import type { TimelineEntry } from '../timeline';

export interface StoredOrder {
  readonly purchase: LockedPurchase;
  readonly updatedAt: Instant;
}

export interface Memory {
  readonly orders: Map<OrderId, StoredOrder>;
  readonly timeline: TimelineEntry[];
}

export const viewOf = ({ purchase: { order, checkout, version, placedAt }, updatedAt }: StoredOrder): OrderView => ({
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
