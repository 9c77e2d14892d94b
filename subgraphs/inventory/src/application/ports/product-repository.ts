import type { ClientRequest, Decision, Outcome } from '@oms/kernel';
import type { ProductCommand } from '../../domain/product/commands';
import type { ProductEvent } from '../../domain/product/events';
import type { Product } from '../../domain/product/product';
import type { ProductRefusal } from '../../domain/product/refusals';
import type { ProductView } from './product-views';

/** The products of the catalogue, each with its stock. */
export interface ProductRepository {
  /**
   * Loads the product of the command, applies the decision, and commits its new state, its movements and its events
   * together. The decision may run more than once, so it must be pure.
   *
   * Gives the product as this command left it. The same actor, command and idempotency key get the first outcome again,
   * without a second effect; a refusal is not stored.
   */
  change(
    command: ProductCommand,
    request: ClientRequest,
    decide: (command: ProductCommand, product: Product) => Decision<ProductEvent, ProductRefusal>,
  ): Promise<Outcome<ProductView, ProductRefusal>>;
}
