import { noon, patience } from '../domain/testing/given';
import { createOrder } from './create-order';
import type { PublisherLog } from './ports/publisher-log';
import { aCustomer, anOrderOf, prices } from './testing/given';
import { memoryStore } from './testing/memory-orders';
import { identifiers } from './testing/orders-contract';

/** A log that answers so, once what is on its way has been applied. */
const aLog = (answer: 'caught-up' | 'behind', apply: () => Promise<void> = () => Promise.resolve()) => {
  let asked = 0;
  const catalogueLog: PublisherLog = {
    caughtUp: async () => {
      asked += 1;
      await apply();
      return answer;
    },
  };
  return { catalogueLog, asked: () => asked };
};

const store = () => memoryStore(() => noon);

describe('a product that orders knows', () => {
  it('is ordered without a question to inventory', async () => {
    const orders = store();
    await orders.putPrices(prices);
    const { catalogueLog, asked } = aLog('behind');
    const answer = await createOrder({ ...orders, identifiers, patience, catalogueLog })(anOrderOf(aCustomer()));
    expect(answer).toMatchObject({ kind: 'Done', order: { status: 'PENDING' } });
    expect(asked()).toBe(0);
  });
});

describe('a product that was added a moment ago', () => {
  it('can be ordered: the price book catches up first', async () => {
    const orders = store();
    const { catalogueLog, asked } = aLog('caught-up', () => orders.putPrices(prices));
    const answer = await createOrder({ ...orders, identifiers, patience, catalogueLog })(anOrderOf(aCustomer()));
    expect(answer).toMatchObject({ kind: 'Done', order: { status: 'PENDING' } });
    expect(asked()).toBe(1);
  });
});

describe('a product that orders does not know', () => {
  it('is refused when the price book has caught up, after one question', async () => {
    const { catalogueLog, asked } = aLog('caught-up');
    const answer = await createOrder({ ...store(), identifiers, patience, catalogueLog })(anOrderOf(aCustomer()));
    expect(answer).toMatchObject({ kind: 'Refused', refusal: { code: 'NOT_PRICED' } });
    expect(asked()).toBe(1);
  });

  it('is not called unknown while the price book is behind', async () => {
    const { catalogueLog } = aLog('behind');
    const answer = await createOrder({ ...store(), identifiers, patience, catalogueLog })(anOrderOf(aCustomer()));
    expect(answer).toEqual({ kind: 'CatalogueBehind' });
  });
});
