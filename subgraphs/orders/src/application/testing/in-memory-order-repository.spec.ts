import { noon } from '../../domain/testing/given';
import { memoryStore } from './memory-orders';
import { erasedTokensContract } from './erased-tokens-contract';
import { ordersContract } from './orders-contract';

describe('orders in memory', () => {
  // Time goes on by a millisecond whenever somebody looks.
  let now = noon;
  ordersContract(() => Promise.resolve(memoryStore(() => (now += 1))));
  erasedTokensContract(() => Promise.resolve(memoryStore(() => (now += 1))));
});
