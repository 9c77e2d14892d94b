import { noon } from '../../domain/testing/given';
import { memoryStore } from './memory-orders';
import { ordersContract } from './orders-contract';

describe('orders in memory', () => {
  // Time goes on by a millisecond whenever somebody looks.
  let now = noon;
  ordersContract(() => Promise.resolve(memoryStore(() => (now += 1))));
});
