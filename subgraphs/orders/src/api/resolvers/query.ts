import { connectionOf, parseFilter, requireActor } from '@oms/subgraph-kit';
import type { CustomerId } from '../../application';
import type { QueryResolvers } from '../generated/schema-types';
import { deadLetterFilter, orderFilter } from '../inputs';

export const query: QueryResolvers = {
  order: (_root, { id }, { loaders }) => loaders.order.load(id),
  orders: (_root, { filter, ...page }, { application, actor }) => {
    const conditions = parseFilter(orderFilter, filter);
    return connectionOf(page, (request) => application.queries.listOrders(conditions, request, actor));
  },
  me: (_root, _args, context) => ({ id: requireActor(context).id as CustomerId }),
  customer: async (_root, { id }, { application, actor }) =>
    (await application.queries.getCustomer(id as CustomerId, actor)) ?? null,
  deadLetters: (_root, { filter, ...page }, { application }) => {
    const conditions = parseFilter(deadLetterFilter, filter);
    return connectionOf(page, (request) => application.queries.listDeadLetters(conditions, request));
  },
};
