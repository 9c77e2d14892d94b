import { noon, patience } from '../domain/testing/given';
import { createOrder } from './create-order';
import { aCustomer, anOrderOf, prices } from './testing/given';
import { memoryStore } from './testing/memory-orders';
import { identifiers } from './testing/orders-contract';

describe('a product that was added a moment ago', () => {
  it('can be ordered: the price book is given time to hear of it', async () => {
    const store = memoryStore(() => noon);
    const pause = (): Promise<void> => store.putPrices(prices);
    const answer = await createOrder({ ...store, identifiers, patience, pause })(anOrderOf(aCustomer()));
    expect(answer).toMatchObject({ kind: 'Done', order: { status: 'PENDING' } });
  });
});

describe('a product that does not exist', () => {
  it('is refused after a bounded wait', async () => {
    const waits: number[] = [];
    const pause = (ms: number): Promise<void> => {
      waits.push(ms);
      return Promise.resolve();
    };
    const store = memoryStore(() => noon);
    const answer = await createOrder({ ...store, identifiers, patience, pause })(anOrderOf(aCustomer()));
    expect(answer).toMatchObject({ kind: 'Refused', refusal: { code: 'NOT_PRICED' } });
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(500);
  });
});
