import { GraphQLError } from 'graphql';
import { assertNever } from '@oms/kernel';
import { badUserInput } from '@oms/subgraph-kit';
import type { WatchedChange, WatchOrderOutcome } from '../../application';
import type * as Schema from '../generated/schema-types';
import { orderIdFrom } from '../inputs/identifiers';
import { versionFrom } from '../inputs/status-cursor';
import { orderFilterFrom } from './queries';

const noSuchOrder = (): GraphQLError =>
  new GraphQLError('There is no such order.', { extensions: { code: 'NOT_FOUND' } });

const changesOf = (outcome: WatchOrderOutcome): AsyncIterableIterator<WatchedChange> => {
  switch (outcome.kind) {
    case 'Watching':
      return outcome.changes;
    case 'NoSuchOrder':
      throw noSuchOrder();
    case 'NoSuchVersion':
      throw badUserInput('after', 'is a cursor that this order has not come to.');
    default:
      return assertNever(outcome);
  }
};

/** Each event is the change itself; its context is made anew, so that loaders see the moment of the event. */
const itself = (change: WatchedChange): WatchedChange => change;

export const Subscription: Schema.SubscriptionResolvers = {
  orderStatusChanged: {
    subscribe: async (_root, { orderId, after }, { application, viewer }) => {
      const id = orderIdFrom(orderId);
      if (id === undefined) throw noSuchOrder();
      const seen = versionFrom(after, id);
      return changesOf(await application.subscriptions.watchOrder({ viewer: viewer(), id, after: seen }));
    },
    resolve: itself,
  },
  orderActivity: {
    subscribe: (_root, { filter }, { application }) => application.subscriptions.watchOrders(orderFilterFrom(filter)),
    resolve: itself,
  },
};
