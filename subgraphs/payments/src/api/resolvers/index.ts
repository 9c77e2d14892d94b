import type { Resolvers } from '../generated/schema-types';
import { mutation } from './mutation';
import { query } from './query';
import { order, payment, paymentAttempt, refund } from './types';

export const resolvers: Resolvers = {
  Query: query,
  Mutation: mutation,
  Payment: payment,
  PaymentAttempt: paymentAttempt,
  Refund: refund,
  Order: order,
};
