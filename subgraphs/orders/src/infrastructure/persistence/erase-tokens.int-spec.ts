import { orderPaid, paymentRequested } from '@oms/contracts';
import { affectedBy, type Database, newId, rowsOf } from '@oms/database';
import { appendEvents, readEvents, redactEvents } from '@oms/messaging';
import { type TestServers, testServers } from '@oms/testing';
import { aCustomer, placedIn } from '../../application/testing/fixtures';
import { aGoodCard } from '../../domain/testing/fixtures';
import { openOrdersDatabase, putPrices, receiveIn } from '../../testing/orders-database';
import { migrations } from './migrations';
import { EraseTokens1795700120000 } from './migrations/1795700120000-erase-tokens';
import { typeormOrderRepository } from './order-repository';

/** The schema as it was when tokens were kept for good. */
const beforeErasing = migrations.slice(0, migrations.indexOf(EraseTokens1795700120000));

const amount = { amountMinor: '2500', currency: 'USD' };
const causation = { correlationId: 'test' };

let servers: TestServers<'orders'>;
let database: Database;

beforeEach(async () => {
  servers = await testServers(['orders']);
});
afterEach(async () => {
  await database.close();
  await servers.drop();
});

const open = async (applied = migrations): Promise<void> => {
  ({ database } = await openOrdersDatabase({ servers, applied }));
};

const requestedWith = async (method: { type: 'CARD'; token: string } | null): Promise<string> => {
  const orderId = newId();
  const data = { orderId, customerId: 'ada', amount, attempt: 1, method };
  const paid = { orderId, customerId: 'ada', number: 'A-1', total: amount };
  await database.transaction((tx) =>
    appendEvents(tx, [
      { contract: paymentRequested, aggregateId: orderId, sequence: 1, orderId, data, causation },
      { contract: orderPaid, aggregateId: orderId, sequence: 2, orderId, data: paid, causation },
    ]),
  );
  return orderId;
};

const dataOf = async (orderId: string): Promise<readonly unknown[]> =>
  (await readEvents(database.requests, { orderId })).map(({ data }) => data);

const redactions = async (): Promise<readonly string[]> =>
  (
    await rowsOf<{ order_id: string }>(
      database.requests,
      'select order_id from event_redactions join events on id = event_id order by event_id',
    )
  ).map(({ order_id }) => order_id);

const eraseTokens = (...aggregateIds: readonly string[]): Promise<number> =>
  database.transaction((tx) =>
    redactEvents(tx, paymentRequested, {
      aggregateIds,
      redact: (data) => (data.method === null ? data : { ...data, method: { type: data.method.type } }),
    }),
  );

const visa = { type: 'CARD', token: 'pm_card_visa' } as const;

describe('the redaction of events', () => {
  beforeEach(() => open());

  it('changes those events of those aggregates, and requests that their copies be redacted', async () => {
    const [one, other] = [await requestedWith(visa), await requestedWith(visa)];
    expect(await eraseTokens(one)).toBe(1);
    expect(await dataOf(one)).toEqual([
      { orderId: one, customerId: 'ada', amount, attempt: 1, method: { type: 'CARD' } },
      { orderId: one, customerId: 'ada', number: 'A-1', total: amount },
    ]);
    expect(JSON.stringify(await dataOf(other))).toContain(visa.token);
    expect(await redactions()).toEqual([one]);
  });

  it('leaves alone what needs none, and requests nothing twice', async () => {
    const [without, erased] = [await requestedWith(null), await requestedWith(visa)];
    await eraseTokens(erased);
    expect(await eraseTokens(without, erased, newId())).toBe(0);
    expect(await eraseTokens()).toBe(0);
    expect(await redactions()).toEqual([erased]);
  });

  it('keeps what a later version has recorded', async () => {
    const orderId = await requestedWith(visa);
    const add = `update events set data = (data::jsonb || '{"addedLater": [1, "two"]}')::json where sequence = 1`;
    await affectedBy(database.requests, add);
    await eraseTokens(orderId);
    expect((await dataOf(orderId))[0]).toMatchObject({ addedLater: [1, 'two'], method: { type: 'CARD' } });
  });

  it('changes nothing when what is left would not fit the contract', async () => {
    const orderId = await requestedWith(visa);
    const spoiled = database.transaction((tx) =>
      redactEvents(tx, paymentRequested, { aggregateIds: [orderId], redact: (data) => ({ ...data, attempt: 0 }) }),
    );
    await expect(spoiled).rejects.toThrow('attempt');
    expect(await redactions()).toEqual([]);
  });
});

describe('the tokens of a history that was recorded before they were erased', () => {
  it('are kept while their attempts are under way', async () => {
    await open(beforeErasing);
    await putPrices(database);
    const { id } = await placedIn(typeormOrderRepository(database))(aCustomer());
    await receiveIn(database)([id, { type: 'StockReserved' }]);
    await database.close();
    await open();
    expect(JSON.stringify(await dataOf(id))).toContain(aGoodCard.token);
    expect(await redactions()).toEqual([]);
  });

  it('are erased', async () => {
    await open(beforeErasing);
    const [ended, unpaid] = [await requestedWith(visa), await requestedWith(null)];
    await database.close();
    await open();
    expect((await dataOf(ended))[0]).toMatchObject({ attempt: 1, method: { type: 'CARD' } });
    expect(JSON.stringify(await dataOf(ended))).not.toContain(visa.token);
    expect((await dataOf(unpaid))[0]).toMatchObject({ method: null });
    expect(await redactions()).toEqual([ended]);
  });
});
