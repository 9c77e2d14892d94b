import { moneyResolvers } from '@oms/subgraph-kit';
import type { Resolvers } from '../generated/schema-types';
import { mutation } from './mutation';
import { order } from './order';
import { payment } from './payment';
import { query } from './query';

export const resolvers = {
  Query: query,
  Mutation: mutation,
  Payment: payment,
  Order: order,
  Money: moneyResolvers,
} satisfies Resolvers;
