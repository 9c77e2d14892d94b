import { GraphQLError } from 'graphql';
import type { WatchedChange } from '../../application';
import type * as Schema from '../generated/schema-types';
import { orderIdFrom } from '../inputs/identifiers';
import { orderFilterFrom } from './queries';

const noSuchOrder = (): GraphQLError =>
  new GraphQLError('There is no such order.', { extensions: { code: 'NOT_FOUND' } });

/** Each event is the change itself; its context is made anew, so that loaders see the moment of the event. */
const itself = (change: WatchedChange): WatchedChange => change;

export const Subscription: Schema.SubscriptionResolvers = {
  orderStatusChanged: {
    subscribe: async (_root, { orderId }, { application, viewer }) => {
      const id = orderIdFrom(orderId);
      const changes = id === undefined ? undefined : await application.subscriptions.watchOrder(viewer(), id);
      if (changes === undefined) throw noSuchOrder();
      return changes;
    },
    resolve: itself,
  },
  orderActivity: {
    subscribe: (_root, { filter }, { application }) => application.subscriptions.watchOrders(orderFilterFrom(filter)),
    resolve: itself,
  },
};
