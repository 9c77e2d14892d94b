import type { Resolvers } from '../generated/schema-types';
import { notification, order } from './notification';
import { query } from './query';

export const resolvers = { Query: query, Notification: notification, Order: order } satisfies Resolvers;
