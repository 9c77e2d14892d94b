import { InMemoryPayments } from './in-memory-payments';
import { itKeepsPayments } from './payments-contract';

describe('payments in memory', () => {
  itKeepsPayments(() => {
    const stores = new InMemoryPayments();
    let made = 0;
    return {
      payments: stores.payments,
      attempts: stores.attempts,
      refunds: stores.refunds,
      newId: () => `id-${(made += 1).toString()}`,
      published: (orderId) =>
        Promise.resolve(stores.published(orderId).map(({ type }, index) => [type, index + 1] as const)),
      pass: (ms) => {
        stores.pass(ms);
        return Promise.resolve();
      },
    };
  });
});
