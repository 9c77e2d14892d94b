import type { Step } from '../domain/checkout/checkout';
import type { Instant } from '../domain/instant';
import type { Money } from '../domain/money';
import type { OrderLine } from '../domain/order/lines';
import type { OrderStatus } from '../domain/order/status';
import type { Address, Contact, CustomerId, Failure, OrderId, OrderSource } from '../domain/order/values';

/** An order as it is read: without the payment method, which only the saga may know. */
export interface OrderView {
  readonly id: OrderId;
  readonly number: string;
  readonly customerId: CustomerId;
  readonly source: OrderSource;
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  readonly contact: Contact;
  readonly shippingAddress: Address;
  readonly paymentMethodGiven: boolean;
  readonly status: OrderStatus;
  readonly failure: Failure | null;
  /** How many events the order has. */
  readonly version: number;
  readonly placedAt: Instant;
  readonly updatedAt: Instant;
  readonly step: Step;
  readonly deadline: Instant | null;
  /** The answer of a mutation: what happened after this version is not part of it, even if it is read later. */
  readonly snapshot: boolean;
}

/** One step of an order through its state machine. */
export interface StatusChange {
  readonly orderId: OrderId;
  /** The order's version that this change made. */
  readonly version: number;
  /** Null: the order was placed. */
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  /** Why it was cancelled or failed. */
  readonly reason: string | null;
  readonly failure: Failure | null;
  readonly at: Instant;
}

/** A change, and the order as that change left it. */
export interface WatchedChange {
  readonly change: StatusChange;
  readonly order: OrderView;
}

/** The order as the change left it; later changes show in later ones. */
export const asOf = (order: OrderView, change: StatusChange): OrderView => ({
  ...order,
  status: change.to,
  failure: change.failure,
  version: change.version,
  updatedAt: change.at,
});
