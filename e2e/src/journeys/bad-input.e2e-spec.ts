import { createOrderDocument } from '../harness/documents';
import { anAddress } from '../harness/test-user';
import { sharedFixture } from '../harness/shared-fixture';

const { customer, operator, addProduct } = sharedFixture();

const leaks = /\bat .+:\d+:\d+|select |insert |node_modules|\.ts\b|ECONNREFUSED|postgres/i;

interface CreateOrder {
  readonly createOrder: {
    readonly order: { readonly id: string } | null;
    readonly userErrors: readonly { readonly field: readonly string[] | null; readonly code: string }[];
  };
}

const valid = (sku: string): Record<string, unknown> => ({
  items: [{ sku, quantity: 1 }],
  shippingAddress: anAddress,
  payment: { type: 'CARD', token: 'pm_card_visa' },
});

const countOfOrders = async (): Promise<number> => {
  const { orders } = await operator.client.request<{ orders: { nodes: unknown[] } }>(
    `{ orders(first: 100) { nodes { id } } }`,
  );
  return orders.nodes.length;
};

/** Inputs that fit the schema and are refused, each with the path of the field that the error has to name. */
const refusedInputs: readonly [string, Record<string, unknown>, readonly string[]][] = [
  ['no items', { items: [] }, ['items']],
  ['quantity 0', { items: [{ sku: 'BAD-TEA', quantity: 0 }] }, ['items', '0', 'quantity']],
  ['a negative quantity', { items: [{ sku: 'BAD-TEA', quantity: -1 }] }, ['items', '0', 'quantity']],
  [
    '101 items',
    { items: Array.from({ length: 101 }, (_, n) => ({ sku: `S-${n.toString()}`, quantity: 1 })) },
    ['items'],
  ],
  ['an unknown SKU', { items: [{ sku: 'NO-SUCH-TEA', quantity: 1 }] }, ['items', '0', 'sku']],
  ['an empty idempotency key', { idempotencyKey: '' }, ['idempotencyKey']],
  ['an idempotency key of 256 characters', { idempotencyKey: 'k'.repeat(256) }, ['idempotencyKey']],
  ['a malformed e-mail address', { contact: { email: 'ada at example' } }, ['contact', 'email']],
  [
    'an e-mail address with a line break',
    { contact: { email: 'ada@example.com\r\nBcc: eve@example.com' } },
    ['contact', 'email'],
  ],
  ['a malformed phone number', { contact: { phone: 'call me' } }, ['contact', 'phone']],
  [
    'a country that does not exist',
    { shippingAddress: { ...anAddress, countryCode: 'XX' } },
    ['shippingAddress', 'countryCode'],
  ],
  [
    'a card number where a token belongs',
    { payment: { type: 'CARD', token: '4242424242424242' } },
    ['payment', 'token'],
  ],
  ['the id of another customer', { customerId: 'grace' }, ['customerId']],
];

/** Inputs that do not fit the schema, each with the text that the error has to contain. */
const malformedInputs: readonly [string, Record<string, unknown>, RegExp][] = [
  ['a fraction as quantity', { items: [{ sku: 'BAD-TEA', quantity: 1.5 }] }, /quantity/],
  ['quantity 2^31', { items: [{ sku: 'BAD-TEA', quantity: 2_147_483_648 }] }, /quantity/],
  ['a quantity that is text', { items: [{ sku: 'BAD-TEA', quantity: '1' }] }, /quantity/],
  ['a total, which the schema does not have', { total: '0.01' }, /total/],
  ['no shipping address', { shippingAddress: undefined }, /shippingAddress/],
];

describe('an invalid order', () => {
  beforeAll(() => addProduct('BAD-TEA', 100));

  it.each(refusedInputs)(
    'with %s is refused with the path of the field, and nothing is written',
    async (_what, wrong, field) => {
      const before = await countOfOrders();
      const response = await customer.client.send<CreateOrder>({
        query: createOrderDocument,
        variables: { input: { ...valid('BAD-TEA'), ...wrong } },
      });
      const text = JSON.stringify(response);
      expect(text).not.toMatch(leaks);
      if (response.errors.length === 0) {
        expect(response.data?.createOrder.order).toBeNull();
        expect(response.data?.createOrder.userErrors[0]?.field).toEqual(field);
      } else {
        expect(response.errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
        expect(text).toContain(field.at(-1));
      }
      expect(await countOfOrders()).toBe(before);
    },
  );

  it.each(malformedInputs)('with %s is refused before execution', async (_what, wrong, named) => {
    const { status, errors } = await customer.client.send({
      query: createOrderDocument,
      variables: { input: { ...valid('BAD-TEA'), ...wrong } },
    });
    expect([200, 400]).toContain(status);
    expect(errors[0]?.message).toMatch(named);
    expect(JSON.stringify(errors)).not.toMatch(leaks);
  });

  it.each([
    ['sku', { items: [{ sku: 'BAD\u0000TEA', quantity: 1 }] }],
    ['city', { shippingAddress: { ...anAddress, city: 'Lon\u0000don' } }],
    ['name', { shippingAddress: { ...anAddress, name: 'Ada\u0007' } }],
    ['idempotencyKey', { idempotencyKey: 'key\u0000' }],
  ])('with a control character in %s is refused with the name of the field', async (field, wrong) => {
    const response = await customer.client.send<CreateOrder>({
      query: createOrderDocument,
      variables: { input: { ...valid('BAD-TEA'), ...wrong } },
    });
    expect(response.data?.createOrder.order ?? null).toBeNull();
    expect(JSON.stringify(response)).toContain(field);
    expect(JSON.stringify(response)).not.toMatch(leaks);
  });

  it('is not one with the same SKU twice: the quantities are added', async () => {
    const { id } = await customer.placeOrder({
      items: [
        { sku: 'BAD-TEA', quantity: 1 },
        { sku: 'BAD-TEA', quantity: 2 },
      ],
    });
    expect(await customer.getOrder(id)).toMatchObject({ items: [{ quantity: 3, product: { sku: 'BAD-TEA' } }] });
  });
});

describe('an invalid page', () => {
  it.each([
    ['first: 0', 'first'],
    ['first: -1', 'first'],
    ['first: 1000000', 'first'],
    ['after: "forged"', 'after'],
    [`after: "${Buffer.from('{"v":1,"key":["x"]}').toString('base64url')}"`, 'after'],
  ])('%s is refused with the name of the argument', async (argument, field) => {
    for (const list of ['orders', 'products']) {
      const { errors } = await customer.client.send({ query: `{ ${list}(${argument}) { nodes { __typename } } }` });
      expect(errors[0]?.message).toContain(field);
      expect(JSON.stringify(errors)).not.toMatch(leaks);
    }
  });
});

describe('an invalid request', () => {
  it('of 10 MB is refused', async () => {
    const response = await fetch(customer.client.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }', variables: { padding: 'x'.repeat(10_000_000) } }),
    });
    expect(response.status).toBe(413);
    expect(await response.text()).not.toMatch(leaks);
  });

  it('with a missing variable or one of the wrong type is refused with its name', async () => {
    const query = `query($id: ID!) { order(id: $id) { id } }`;
    const { errors } = await customer.client.send({ query, variables: { id: { not: 'an id' } } });
    expect(errors[0]?.message).toContain('id');
    const missing = await customer.client.send({ query, variables: { other: 1 } });
    expect(missing.errors[0]?.message).toContain('id');
  });

  it.each([
    ['that is no JWT', 'not-a-token'],
    [
      'of algorithm none',
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"olga","scope":"orders:operate"}').toString('base64url')}.`,
    ],
    ['without a valid signature', (customer.client.token ?? '').replace(/\.[^.]*$/, '.AAAA')],
  ])('with a token %s is refused', async (_what, token) => {
    const { errors } = await customer.client.send({
      query: `{ me { id } }`,
      headers: { authorization: `Bearer ${token}` },
    });
    expect(errors[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
  });
});
