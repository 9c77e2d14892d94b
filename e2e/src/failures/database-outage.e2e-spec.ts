import { eventually } from '@oms/testing';
import { Client } from 'pg';
import { createOrderDocument } from '../harness/documents';
import { createOrderInput } from '../harness/test-user';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';

const AVAILABLE_WITHIN_MS = 60_000;
const READERS = 50;
const internals = /postgres|127\.0\.0\.1|ECONN|terminat|pool|SQL|stack/i;

describe('a system whose database is unavailable', () => {
  let testSystem: SystemUnderTest;

  beforeAll(async () => {
    testSystem = await startSystemUnderTest();
  });

  afterAll(() => testSystem.remove());

  const request = async (query: string, variables: object = {}, accept = 'application/graphql-response+json') => {
    const response = await fetch(testSystem.addresses.gateway, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept,
        authorization: `Bearer ${testSystem.addresses.tokens.customer}`,
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

  it('answers every request with a retryable error that discloses no internals', async () => {
    const input = createOrderInput({ items: [{ sku: 'OUTAGE', quantity: 1 }], idempotencyKey: 'during-outage' });
    await testSystem.fixture.addProduct('OUTAGE', 5);
    await testSystem.system.process('postgres').kill({ stayDown: true });
    const responses = [
      await request(orders),
      await request(products),
      await request(createOrderDocument, { input }),
      await request('{ products(first: 1) { nodes { sku stock { available } } } orders(first: 1) { nodes { id } } }'),
    ];
    const legacy = await request(orders, {}, 'application/json');
    const partial = await testSystem.fixture.anonymous.client.send({ query: products });
    await testSystem.system.process('postgres').start();

    for (const { status, retryAfter, result, text } of responses) {
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
    expect(partial).toMatchObject({ status: 200, errors: [unavailable] });

    await eventually(
      async () => {
        const { result } = await request(createOrderDocument, { input });
        expect(result).toMatchObject({ data: { createOrder: { order: { status: 'PENDING' } } } });
      },
      { withinMs: AVAILABLE_WITHIN_MS },
    );
  });

  it('retries reads whose database session was terminated', async () => {
    const admin = new Client({ connectionString: testSystem.addresses.database });
    await admin.connect();
    await eventually(async () => {
      expect((await request(orders)).status).toBe(200);
    });
    const reading = Array.from({ length: READERS }, (_, n) => request(n % 2 === 0 ? orders : products));
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'oms-%-requests'`,
    );
    const responses = await Promise.all(reading);
    await admin.end();
    expect(responses.filter(({ status, text }) => status !== 200 || text.includes('errors'))).toEqual([]);
  });
});
