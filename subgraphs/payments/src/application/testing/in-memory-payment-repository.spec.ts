import type { Id } from '@oms/kernel';
import { InMemoryPaymentStore } from './in-memory-payment-repository';
import { itQueuesAttemptsAndRefunds } from './payment-queues-contract';
import { itStoresPayments, type StoresUnderTest } from './payment-repository-contract';

const open = (): StoresUnderTest => {
  const store = new InMemoryPaymentStore();
  let made = 0;
  return {
    payments: store.payments,
    attempts: store.attempts,
    refunds: store.refunds,
    newId: <Kind extends string>() => `id-${(made += 1).toString()}` as Id<Kind>,
    published: (orderId) =>
      Promise.resolve(store.published(orderId).map(({ type }, index) => [type, index + 1] as const)),
    pass: (ms) => {
      store.pass(ms);
      return Promise.resolve();
    },
  };
};

describe('payments in memory', () => {
  itStoresPayments(open);
  itQueuesAttemptsAndRefunds(open);
});
