import { eventually } from '@oms/testing';
import { Client } from 'pg';
import { createOrderDocument } from '../harness/documents';
import { createOrderInput } from '../harness/person';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';

const BACK_WITHIN_MS = 60_000;
const READERS = 50;
const internals = /postgres|127\.0\.0\.1|ECONN|terminat|pool|SQL|stack/i;

describe('a system whose database is away', () => {
  let under: SystemUnderTest;

  beforeAll(async () => {
    under = await startSystemUnderTest();
  });

  afterAll(() => under.remove());

  const ask = async (query: string, variables: object = {}, accept = 'application/graphql-response+json') => {
    const response = await fetch(under.addresses.gateway, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept,
        authorization: `Bearer ${under.addresses.tokens.customer}`,
      },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const { status, headers } = response;
    return { status, retryAfter: headers.get('retry-after'), text, result: JSON.parse(text) as object };
  };

  const orders = '{ orders(first: 1) { nodes { id } } }';
  const products = '{ products(first: 1) { nodes { sku } } }';
  const unavailable = { extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } };

  it('says to every client that it may try again, and shows nothing of what happened', async () => {
    const input = createOrderInput({ items: [{ sku: 'AWAY', quantity: 1 }], idempotencyKey: 'while-away' });
    await under.shop.stocks('AWAY', 5);
    await under.system.process('postgres').kill({ stayDown: true });
    const answers = [
      await ask(orders),
      await ask(products),
      await ask(createOrderDocument, { input }),
      await ask('{ products(first: 1) { nodes { sku stock { available } } } orders(first: 1) { nodes { id } } }'),
    ];
    const legacy = await ask(orders, {}, 'application/json');
    const gone = await under.shop.anonymous.client.send({ query: products });
    await under.system.process('postgres').start();

    for (const { status, retryAfter, result, text } of answers) {
      expect([status, retryAfter]).toEqual([503, '1']);
      expect(result).toMatchObject({
        data: null,
        errors: expect.arrayContaining([
          expect.objectContaining({ extensions: expect.objectContaining(unavailable.extensions) }),
        ]),
      });
      expect(text).not.toMatch(internals);
    }
    expect(legacy).toMatchObject({ status: 200, retryAfter: null, result: { errors: [unavailable] } });
    expect(gone).toMatchObject({ status: 200, errors: [unavailable] });

    await eventually(
      async () => {
        const { result } = await ask(createOrderDocument, { input });
        expect(result).toMatchObject({ data: { createOrder: { order: { status: 'PENDING' } } } });
      },
      { withinMs: BACK_WITHIN_MS },
    );
  });

  it('lets nobody who reads notice that the database ended all sessions', async () => {
    const admin = new Client({ connectionString: under.addresses.database });
    await admin.connect();
    await eventually(async () => {
      expect((await ask(orders)).status).toBe(200);
    });
    const reading = Array.from({ length: READERS }, (_, n) => ask(n % 2 === 0 ? orders : products));
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'oms-%-requests'`,
    );
    const answers = await Promise.all(reading);
    await admin.end();
    expect(answers.filter(({ status, text }) => status !== 200 || text.includes('errors'))).toEqual([]);
  });
});
