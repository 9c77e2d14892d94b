import { moneyResolvers } from '@oms/subgraph-kit';
import type { Resolvers } from '../generated/schema-types';
import { mutation } from './mutation';
import { order, stockReservation, stockReservationLine } from './order';
import { product } from './product';
import { query } from './query';
import { subscription } from './subscription';

export const resolvers = {
  Query: query,
  Mutation: mutation,
  Subscription: subscription,
  Product: product,
  Order: order,
  StockReservation: stockReservation,
  StockReservationLine: stockReservationLine,
  Money: moneyResolvers,
} satisfies Resolvers;
