import { noon } from '../../domain/testing/fixtures';
import { inMemoryOrderStore } from './in-memory-order-repository';
import { orderRepositoryContract } from './order-repository-contract';
import { tokenErasureContract } from './token-erasure-contract';

describe('orders in memory', () => {
  // Each reading of the clock is a millisecond later.
  let now = noon;
  orderRepositoryContract(() => Promise.resolve(inMemoryOrderStore(() => (now += 1))));
  tokenErasureContract(() => Promise.resolve(inMemoryOrderStore(() => (now += 1))));
});
