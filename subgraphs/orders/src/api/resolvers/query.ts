import type { CustomerId, DeadLetterFilter, OrderFilter } from '../../application';
import { connectionOf } from '../connections';
import type * as Schema from '../generated/schema-types';
import { orderIdFrom } from '../inputs/identifiers';

/** The scalar made a `Date` of it already, which its type as an input does not say. */
const instantFrom = (time: string | Date | null | undefined): number | undefined =>
  time === null || time === undefined ? undefined : new Date(time).getTime();

export const orderFilterFrom = (filter: Schema.OrderFilter | null | undefined): OrderFilter => ({
  status: filter?.status ?? undefined,
  customerId: (filter?.customerId ?? undefined) as CustomerId | undefined,
  placedAfter: instantFrom(filter?.placedAfter),
  placedBefore: instantFrom(filter?.placedBefore),
  source: filter?.source ?? undefined,
});

const deadLetterFilterFrom = (filter: Schema.DeadLetterFilter | null | undefined): DeadLetterFilter => ({
  status: filter?.status ?? undefined,
  consumer: filter?.consumer ?? undefined,
});

export const Query: Schema.QueryResolvers = {
  order: async (_root, { id }, { loaders }) => {
    const orderId = orderIdFrom(id);
    return orderId === undefined ? null : ((await loaders.order.load(orderId)) ?? null);
  },
  orders: (_root, { filter, ...page }, { application, viewer }) =>
    connectionOf(page, (request) => application.queries.listOrders(viewer(), orderFilterFrom(filter), request)),
  me: (_root, _args, { viewer }) => ({ id: viewer().id }),
  customer: async (_root, { id }, { application, viewer }) =>
    (await application.queries.findCustomer(viewer(), id as CustomerId)) ?? null,
  deadLetters: (_root, { filter, ...page }, { application }) =>
    connectionOf(page, (request) => application.queries.listDeadLetters(deadLetterFilterFrom(filter), request)),
};
