import type { ProductCommand } from '../../domain/product/commands';
import { productDecider } from '../../domain/product/product';
import type { ReservationCommand, ReserveStock } from '../../domain/reservation/commands';
import { settle, type Settlement } from '../../domain/reservation/settlement';
import type { Origin, ProductOutcome, Products } from '../ports/products';
import type { Reservations } from '../ports/reservations';
import type { StockViews } from '../ports/stock-views';
import type { StockView } from '../views';

/** A store of inventory under test. Each test lists products of its own, so that all can share one. */
export interface StoreUnderTest {
  readonly products: Products;
  readonly reservations: Reservations;
  readonly views: StockViews;
  /** A UUID that no test has used. */
  readonly newOrderId: () => string;
}

let skus = 0;
export const newSku = (): string => {
  skus += 1;
  return `CONTRACT-${skus.toString()}`;
};

const olga: Origin = { caller: 'olga', correlationId: 'contract', traceparent: undefined, idempotencyKey: undefined };
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

export const reserve = (orderId: string, ...lines: ReserveStock['lines']): ReservationCommand => ({
  type: 'ReserveStock',
  orderId,
  customerId: 'ada',
  lines,
});
export const release = (orderId: string): ReservationCommand => ({ type: 'ReleaseStock', orderId, customerId: 'ada' });

export interface Acts {
  readonly change: (command: ProductCommand, origin?: Partial<Origin>) => Promise<ProductOutcome>;
  readonly settled: (...commands: readonly ReservationCommand[]) => Promise<Settlement>;
  readonly levelOf: (sku: string) => Promise<StockView | undefined>;
}

/** What the tests of a contract do with the store, once it is open. */
export const actsOn = (underTest: () => StoreUnderTest): Acts => ({
  change: (command, origin = {}) => underTest().products.change(command, { ...olga, ...origin }, productDecider.decide),
  settled: (...commands) => underTest().reservations.settle(commands, settle),
  levelOf: async (sku) => (await underTest().views.products([sku]))[0]?.stock,
});
