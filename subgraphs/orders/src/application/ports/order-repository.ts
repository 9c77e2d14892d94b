import type { ClientRequest, Id, Instant, Outcome, Refused } from '@oms/kernel';
import type { Advanced, OrderProcess } from '../../domain/checkout/order-process';
import type { Prices } from '../../domain/order/lines';
import type { Sku } from '../../domain/order/values';
import type { OrderView } from './order-views';

/** A client's request for one operation. It takes effect once per actor, operation and idempotency key. */
export interface OperationRequest extends ClientRequest {
  readonly operation: string;
  /** What the same key must come with again. Only its hash is stored. */
  readonly command: object;
}

/** What a decision upon an order process leads to. */
export type ProcessDecision<Refusal> = Advanced | Refused<Refusal>;

/**
 * The orders, each with its checkout.
 *
 * Both functions commit the new state, its events and the outcome together; a request that was accepted before gets its
 * first outcome again. A refusal changes nothing and is not stored. The decision may run more than once when another
 * writer wins, so it must be pure.
 */
export interface OrderRepository {
  /** Places a new order at the prices of the given SKUs. */
  place<Refusal>(
    request: OperationRequest,
    skus: readonly Sku[],
    decide: (prices: Prices, now: Instant) => ProcessDecision<Refusal>,
  ): Promise<Outcome<OrderView, Refusal>>;

  /** Changes one order; the decision gets undefined when there is none. */
  change<Refusal>(
    request: OperationRequest,
    id: Id<'Order'>,
    decide: (current: OrderProcess | undefined, now: Instant) => ProcessDecision<Refusal>,
  ): Promise<Outcome<OrderView, Refusal>>;
}
