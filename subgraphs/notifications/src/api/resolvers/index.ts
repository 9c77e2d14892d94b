import type { Resolvers } from '../generated/schema-types';
import { notification } from './notification';
import { order } from './order';
import { query } from './query';

export const resolvers: Resolvers = { Query: query, Notification: notification, Order: order };
