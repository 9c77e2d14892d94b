import type { Resolvers } from '../generated/schema-types';
import { Mutation } from './mutations';
import { Customer, DeadLetter, DomainEvent, Order, OrderItem, OrderSaga, OrderStatusChange, SagaStep } from './order';
import { Query } from './queries';
import { Subscription } from './subscriptions';

export const resolvers = {
  Query,
  Mutation,
  Subscription,
  Order,
  OrderItem,
  OrderStatusChange,
  OrderSaga,
  SagaStep,
  DomainEvent,
  DeadLetter,
  Customer,
} satisfies Resolvers;
