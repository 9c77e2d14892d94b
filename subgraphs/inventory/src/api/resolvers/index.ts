import type { Resolvers } from '../generated/schema-types';
import { mutation } from './mutation';
import { query } from './query';
import { subscription } from './subscription';
import { order, product, stockReservation, stockReservationLine } from './types';

export const resolvers: Resolvers = {
  Query: query,
  Mutation: mutation,
  Subscription: subscription,
  Product: product,
  Order: order,
  StockReservation: stockReservation,
  StockReservationLine: stockReservationLine,
};
