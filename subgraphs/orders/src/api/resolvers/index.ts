import { moneyResolvers } from '@oms/subgraph-kit';
import type { Resolvers } from '../generated/schema-types';
import { customer } from './customer';
import { mutation } from './mutation';
import { domainEvent, order, orderItem, orderStatusChange } from './order';
import { query } from './query';
import { subscription } from './subscription';

export const resolvers = {
  Query: query,
  Mutation: mutation,
  Subscription: subscription,
  Order: order,
  OrderItem: orderItem,
  OrderStatusChange: orderStatusChange,
  DomainEvent: domainEvent,
  Customer: customer,
  Money: moneyResolvers,
} satisfies Resolvers;
