import { emptyPage } from '@oms/kernel';
import { connectionOf, parseFilter, requireActor } from '@oms/subgraph-kit';
import type { CustomerResolvers } from '../generated/schema-types';
import { orderFilter } from '../inputs';

export const customer: CustomerResolvers = {
  __resolveReference: async ({ id }, context) =>
    (await context.application.queries.getCustomer(id, requireActor(context))) ?? null,
  orders: ({ id }, { filter, ...page }, { application, actor }) => {
    const { customerId = id, ...conditions } = parseFilter(orderFilter, filter);
    return connectionOf(page, (request) =>
      customerId === id
        ? application.queries.listOrders({ ...conditions, customerId }, request, actor)
        : Promise.resolve(emptyPage),
    );
  },
};
