import { assertNever } from '@oms/kernel';
import { badUserInput, idFrom, notFound, parseFilter } from '@oms/subgraph-kit';
import type { WatchedChange, WatchOrderOutcome } from '../../application';
import type { SubscriptionResolvers } from '../generated/schema-types';
import { orderFilter, versionFrom } from '../inputs';

const NO_SUCH_ORDER = 'There is no such order.';

const changesOf = (outcome: WatchOrderOutcome): AsyncIterableIterator<WatchedChange> => {
  if (outcome.kind === 'Succeeded') return outcome.value;
  switch (outcome.refusal) {
    case 'ORDER_NOT_FOUND':
      throw notFound(NO_SUCH_ORDER);
    case 'VERSION_NOT_REACHED':
      throw badUserInput('after', 'is a cursor that this order has not reached.');
    default:
      return assertNever(outcome.refusal);
  }
};

/** Each event is the change itself; the context is made anew for each, so that loaders read the state at that event. */
const itself = (change: WatchedChange): WatchedChange => change;

export const subscription: SubscriptionResolvers = {
  orderStatusChanged: {
    subscribe: async (_root, { orderId, after }, { application, actor }) => {
      const id = idFrom<'Order'>(orderId);
      if (id === undefined) throw notFound(NO_SUCH_ORDER);
      return changesOf(await application.queries.watchOrder({ id, after: versionFrom(after, id) }, actor));
    },
    resolve: itself,
  },
  orderActivity: {
    subscribe: (_root, { filter }, { application }) =>
      application.queries.watchOrders(parseFilter(orderFilter, filter)),
    resolve: itself,
  },
};
