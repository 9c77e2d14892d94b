import type { Actor } from '@oms/kernel';
import { idFrom, loaderOf } from '@oms/subgraph-kit';
import type { InventoryApplication } from '../application';

/** The loaders of one request. */
export const loadersFor = ({ queries }: InventoryApplication, actor: Actor | undefined) => ({
  products: loaderOf({ read: queries.getProducts, keyOf: ({ sku }) => sku }),
  /** By order; null for an order that the actor may not see, as for one that does not exist. */
  reservations: loaderOf({
    read: (orderIds) => queries.getReservations(orderIds, actor),
    keyOf: ({ orderId }) => orderId,
    parseKey: idFrom<'Order'>,
  }),
});

export type Loaders = ReturnType<typeof loadersFor>;
