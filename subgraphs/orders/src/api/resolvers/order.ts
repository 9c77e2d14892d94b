import { toMoney } from '@oms/subgraph-kit';
import { lineTotal, nextStatuses } from '../../application';
import { connectionOf } from '../connections';
import type * as Schema from '../generated/schema-types';
import { orderIdFrom } from '../inputs/identifiers';
import { statusCursorOf } from '../inputs/status-cursor';
import { orderFilterFrom } from './queries';

const timeOf = (instant: number | null): Date | null => (instant === null ? null : new Date(instant));

export const Order: Schema.OrderResolvers = {
  __resolveReference: async ({ id }, { loaders }) => {
    const orderId = orderIdFrom(id);
    return orderId === undefined ? null : ((await loaders.order.load(orderId)) ?? null);
  },
  customer: ({ customerId }) => ({ id: customerId }),
  items: ({ lines }) => lines,
  total: ({ total }) => toMoney(total),
  placedAt: ({ placedAt }) => new Date(placedAt),
  updatedAt: ({ updatedAt }) => new Date(updatedAt),
  nextStatuses: ({ status }) => nextStatuses(status),
  history: async (order, _args, { loaders }) =>
    (await loaders.history.load(order)).map((change) => ({ change, order })),
  events: async (order, _args, { loaders }) => (await loaders.story.load(order)).events,
  saga: async (order, _args, { loaders }) => (await loaders.story.load(order)).saga,
};

export const OrderItem: Schema.OrderItemResolvers = {
  product: ({ sku }) => ({ sku }),
  unitPrice: ({ unitPrice }) => toMoney(unitPrice),
  lineTotal: (line) => toMoney(lineTotal(line)),
};

export const OrderStatusChange: Schema.OrderStatusChangeResolvers = {
  order: ({ order }) => order,
  from: ({ change }) => change.from,
  to: ({ change }) => change.to,
  reason: ({ change }) => change.reason,
  at: ({ change }) => new Date(change.at),
  cursor: ({ change }) => statusCursorOf(change),
};

export const DomainEvent: Schema.DomainEventResolvers = {
  payload: ({ data }) => JSON.stringify(data),
  occurredAt: ({ occurredAt }) => new Date(occurredAt),
};

export const OrderSaga: Schema.OrderSagaResolvers = {
  deadline: ({ deadline }) => timeOf(deadline),
};

export const SagaStep: Schema.SagaStepResolvers = {
  startedAt: ({ startedAt }) => timeOf(startedAt),
  finishedAt: ({ finishedAt }) => timeOf(finishedAt),
};

export const DeadLetter: Schema.DeadLetterResolvers = {
  failedAt: ({ failedAt }) => new Date(failedAt),
};

export const Customer: Schema.CustomerResolvers = {
  __resolveReference: async ({ id }, { application, viewer }) =>
    (await application.queries.findCustomer(viewer(), id)) ?? null,
  orders: ({ id }, { filter, ...page }, { application, viewer }) => {
    const wanted = orderFilterFrom(filter);
    if (wanted.customerId !== undefined && wanted.customerId !== id)
      return connectionOf(page, () => Promise.resolve([]));
    return connectionOf(page, (request) =>
      application.queries.listOrders(viewer(), { ...wanted, customerId: id }, request),
    );
  },
};
