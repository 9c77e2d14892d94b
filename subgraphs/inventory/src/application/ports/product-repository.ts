import type { Decision } from '@oms/kernel';
import type { ProductCommand } from '../../domain/product/commands';
import type { ProductEvent } from '../../domain/product/events';
import type { Product } from '../../domain/product/product';
import type { ProductRefusal } from '../../domain/product/refusals';
import type { ProductView } from '../views';

/** Where a request comes from. */
export interface Origin {
  /** `sub` of whoever asks. */
  readonly caller: string;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  /** The same caller, command and key get the answer that the first request got. */
  readonly idempotencyKey: string | undefined;
}

export type ProductOutcome =
  /** `product` is as this command left it, also when the answer is given again later. */
  | { readonly kind: 'changed'; readonly product: ProductView }
  | { readonly kind: 'refused'; readonly refusal: ProductRefusal }
  /** The key was used for another input. */
  | { readonly kind: 'keyReused' };

/** The catalogue, with the stock of each product. */
export interface Products {
  /**
   * Loads the product that the command names, applies the decision, and commits its new state, its movements and its
   * events together, once per idempotency key. The decision may run more than once, so it must be pure.
   */
  change(
    command: ProductCommand,
    origin: Origin,
    decide: (command: ProductCommand, product: Product) => Decision<ProductEvent, ProductRefusal>,
  ): Promise<ProductOutcome>;
}
