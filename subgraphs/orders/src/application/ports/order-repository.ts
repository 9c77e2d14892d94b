import type { Refused } from '@oms/kernel';
import type { Advanced, Purchase } from '../../domain/checkout/purchase';
import type { Instant } from '../../domain/instant';
import type { Prices } from '../../domain/order/lines';
import type { OrderId, Sku } from '../../domain/order/values';
import type { Causation } from '@oms/kernel';
import type { OrderView } from '../order-view';

/** What a client asked for, so that asking again changes nothing more. */
export interface ClientRequest {
  readonly operation: string;
  /** Whose idempotency key it is. */
  readonly caller: string;
  /** Left out: each request is a new one. */
  readonly idempotencyKey: string | undefined;
  /** What the same key must come with again. Only its hash is stored. */
  readonly input: unknown;
  readonly causation: Causation;
}

export type Answer<Refusal> =
  | { readonly kind: 'Done'; readonly order: OrderView }
  | { readonly kind: 'Refused'; readonly refusal: Refusal }
  /** The key was used with another input. */
  | { readonly kind: 'KeyReused' };

/**
 * The orders, each with its checkout.
 *
 * Both functions commit the new state, its events and the answer together; a request that was accepted before gets its
 * first answer again. A refusal changes nothing and is not remembered. The decision may run more than once when
 * another writer wins, so it must be pure.
 */
export interface Orders {
  /** Places a new order at the prices of the given SKUs. */
  place<Refusal>(
    request: ClientRequest,
    skus: readonly Sku[],
    decide: (prices: Prices, now: Instant) => Advanced | Refused<Refusal>,
  ): Promise<Answer<Refusal>>;

  /** Changes one order; the decision gets undefined when there is none. */
  change<Refusal>(
    request: ClientRequest,
    id: OrderId,
    decide: (purchase: Purchase | undefined, now: Instant) => Advanced | Refused<Refusal>,
  ): Promise<Answer<Refusal>>;
}
