import type { Actor } from '@oms/kernel';
import { idFrom, loaderOf } from '@oms/subgraph-kit';
import type { PaymentsApplication } from '../application';

/** One read for all that one request asks for; null for what does not exist, or the actor may not see. */
export const loadersFor = ({ queries }: PaymentsApplication, actor: Actor | undefined) => ({
  payments: loaderOf({
    read: (ids) => queries.getPayments(ids, actor),
    keyOf: ({ id }) => id,
    parseKey: idFrom<'Payment'>,
  }),
  paymentsByOrder: loaderOf({
    read: (orderIds) => queries.getPaymentsOfOrders(orderIds, actor),
    keyOf: ({ orderId }) => orderId,
    parseKey: idFrom<'Order'>,
  }),
});

export type Loaders = ReturnType<typeof loadersFor>;
