import { requireActor } from '@oms/subgraph-kit';
import { lineTotal, nextStatuses } from '../../application';
import type * as Schema from '../generated/schema-types';
import { statusCursorOf } from '../inputs';

export const order: Schema.OrderResolvers = {
  __resolveReference: ({ id }, context) => {
    requireActor(context);
    return context.loaders.order.load(id);
  },
  customer: ({ customerId }) => ({ id: customerId }),
  items: ({ lines }) => lines,
  nextStatuses: ({ status }) => nextStatuses(status),
  history: async (parent, _args, { loaders }) =>
    (await loaders.statusHistory.load(parent)).map((change) => ({ change, order: parent })),
  events: async (parent, _args, { loaders }) => (await loaders.timeline.load(parent)).events,
  saga: async (parent, _args, { loaders }) => (await loaders.timeline.load(parent)).saga,
};

export const orderItem: Schema.OrderItemResolvers = {
  product: ({ sku }) => ({ sku }),
  lineTotal: (line) => lineTotal(line),
};

export const orderStatusChange: Schema.OrderStatusChangeResolvers = {
  from: ({ change }) => change.from,
  to: ({ change }) => change.to,
  reason: ({ change }) => change.reason,
  at: ({ change }) => change.at,
  cursor: ({ change }) => statusCursorOf(change),
};

export const domainEvent: Schema.DomainEventResolvers = {
  payload: ({ data }) => JSON.stringify(data),
};
