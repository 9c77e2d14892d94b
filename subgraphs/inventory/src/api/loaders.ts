import type { VerifiedActor } from '@oms/auth';
import DataLoader from 'dataloader';
import { z } from 'zod';
import type { InventoryApplication } from '../application';
import type { Viewer } from '../application/get-reservations';
import type { ProductView, ReservationView } from '../application/views';

/** One read for all that one request asks for. */
export interface Loaders {
  readonly products: DataLoader<string, ProductView | null>;
  /** By order; null for an order that the caller may not see, as for one that does not exist. */
  readonly reservations: DataLoader<string, ReservationView | null>;
}

const operatorScopes = ['orders:operate', 'inventory:manage'];

const viewerOf = ({ id, scopes }: VerifiedActor): Viewer => ({
  customerId: id,
  operator: operatorScopes.some((scope) => scopes.has(scope)),
});

const isOrderId = (id: string): boolean => z.uuid().safeParse(id).success;

const inOrderOf = <Item>(
  keys: readonly string[],
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (Item | null)[] => {
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  return keys.map((key) => byKey.get(key) ?? null);
};

export const loadersOf = ({ queries }: InventoryApplication, actor: VerifiedActor | undefined): Loaders => ({
  products: new DataLoader(async (skus) => inOrderOf(skus, await queries.getProducts(skus), ({ sku }) => sku)),
  reservations: new DataLoader(async (orderIds) => {
    if (actor === undefined) return orderIds.map(() => null);
    const found = await queries.getReservations(orderIds.filter(isOrderId), viewerOf(actor));
    return inOrderOf(orderIds, found, ({ orderId }) => orderId);
  }),
});
