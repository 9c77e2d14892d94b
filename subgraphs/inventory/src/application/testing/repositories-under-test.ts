import type { Causation, ClientRequest, Id } from '@oms/kernel';
import type { ProductCommand } from '../../domain/product/commands';
import { productDecider } from '../../domain/product/product';
import type { ReservationCommand, ReserveStock } from '../../domain/reservation/commands';
import { decideBatch, type BatchDecision } from '../../domain/reservation/reservation-batch';
import type { ProductOutcome } from '../commands/change-product';
import type { ProductRepository } from '../ports/product-repository';
import type { ProductViews, StockLevelView } from '../ports/product-views';
import type { ReservationRepository } from '../ports/reservation-repository';
import type { ReservationViews } from '../ports/reservation-views';

/** The stored state of inventory under test. Each test adds products of its own, so that all can share one. */
export interface RepositoriesUnderTest {
  readonly products: ProductRepository;
  readonly productViews: ProductViews;
  readonly reservations: ReservationRepository;
  readonly reservationViews: ReservationViews;
  /** An id that no test has used; a UUID, where the implementation needs one. */
  readonly newOrderId: () => Id<'Order'>;
}

let skus = 0;
export const newSku = (): string => {
  skus += 1;
  return `CONTRACT-${skus.toString()}`;
};

const causation: Causation = { correlationId: 'test' };

/** A request of this actor, with an idempotency key or without one. */
export const requestBy = (actorId: string, idempotencyKey?: string): ClientRequest => ({
  actor: { id: actorId, scopes: new Set(['inventory:manage']) },
  causation: { ...causation, actorId, idempotencyKey },
});

/** Commands as the repository takes them, with the causation of a test. */
export const requestsOf = (commands: readonly ReservationCommand[]) =>
  commands.map((command) => ({ command, causation }));

export const price = { amountMinor: 1_250n, currency: 'EUR' };

export const add = (sku: string, onHand: number): ProductCommand => ({
  type: 'AddProduct',
  sku,
  name: `Tea ${sku}`,
  unitPrice: price,
  onHand,
  reorderPoint: 2,
  reorderQuantity: 10,
});
export const replenish = (sku: string, quantity: number): ProductCommand => ({ type: 'ReplenishStock', sku, quantity });

export const reserve = (orderId: Id<'Order'>, ...lines: ReserveStock['lines']): ReservationCommand => ({
  type: 'ReserveStock',
  orderId,
  customerId: 'ada',
  lines,
});
export const release = (orderId: Id<'Order'>): ReservationCommand => ({
  type: 'ReleaseStock',
  orderId,
  customerId: 'ada',
});

export interface InventoryUse {
  readonly change: (command: ProductCommand, request?: ClientRequest) => Promise<ProductOutcome>;
  readonly changeAll: (...commands: readonly ReservationCommand[]) => Promise<BatchDecision>;
  readonly levelOf: (sku: string) => Promise<StockLevelView | undefined>;
}

/** What the tests of a contract do with the repositories, once these are open. */
export const useOf = (underTest: () => RepositoriesUnderTest): InventoryUse => ({
  change: (command, request = requestBy('olga')) =>
    underTest().products.change(command, request, productDecider.decide),
  changeAll: (...commands) => underTest().reservations.changeAll(requestsOf(commands), decideBatch),
  levelOf: async (sku) => (await underTest().productViews.products([sku]))[0]?.stock,
});
