import { connectionOf, parseFilter } from '@oms/subgraph-kit';
import type { QueryResolvers } from '../generated/schema-types';
import { paymentFilter } from '../inputs';

export const query: QueryResolvers = {
  payment: (_root, { id }, { loaders }) => loaders.payments.load(id),
  payments: (_root, { filter, ...page }, { application }) =>
    connectionOf(page, (request) => application.queries.listPayments(parseFilter(paymentFilter, filter), request)),
};
