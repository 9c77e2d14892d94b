import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '@oms/database';
import { eventually, itTakesEachMutationOnce, type KeyedMutations } from '@oms/testing';
import { cancelOrder, createOrder, twoTeas } from './testing/documents';
import { unreadableEvent, ordersFixture, type OrdersFixture } from './testing/orders-fixture';
import { customersOf, fillPriceBook } from './testing/participants';

const typeDefs = readFileSync(join(__dirname, '..', 'schema.graphql'), 'utf8');

const listed = `{ deadLetters(filter: { consumer: "orders.inventory", status: [OPEN] }, first: 100) {
  nodes { id event { aggregateId } } } }`;

interface Listed {
  readonly nodes: readonly { readonly id: string; readonly event: { readonly aggregateId: string } }[];
}

let fixture: OrdersFixture;

beforeAll(async () => {
  fixture = await ordersFixture();
  await fillPriceBook(fixture);
});
afterAll(() => fixture.stop());

const eventsOf = (type: string, aggregateId: string): Promise<number> =>
  fixture.rowCount('select 1 from orders.events where type = $1 and aggregate_id = $2', [type, aggregateId]);

const deadLetter = async (): Promise<string> => {
  const orderId = newId();
  await fixture.publish({ contract: unreadableEvent, orderId, data: {} });
  return eventually(async () => {
    const { data } = await fixture.request('olga', listed);
    const letter = (data?.['deadLetters'] as Listed).nodes.find(({ event }) => event.aggregateId === orderId);
    if (letter === undefined) throw new Error('The dead letter is not listed yet.');
    return letter.id;
  });
};

const mutations: KeyedMutations = {
  ask: (query, variables, headers) => fixture.send({ who: 'olga', query, variables, headers }),
  prepare: {
    createOrder: () => {
      const customerId = `customer-${newId()}`;
      const input = { ...twoTeas, customerId };
      return Promise.resolve({
        arguments: { input },
        otherArguments: { input: { ...input, items: [{ sku: 'TEA-GREEN', quantity: 3 }] } },
        effects: () => fixture.rowCount('select 1 from orders.orders where customer_id = $1', [customerId]),
      });
    },
    cancelOrder: async () => {
      const orderId = await customersOf(fixture).place('olga');
      return {
        arguments: { input: { orderId, reason: 'Changed my mind' } },
        otherArguments: { input: { orderId, reason: 'Found it cheaper' } },
        effects: () => eventsOf('orders.order-cancelled.v1', orderId),
      };
    },
    retryDeadLetter: async () => {
      const id = await deadLetter();
      return {
        arguments: { id },
        otherArguments: { id: newId() },
        effects: () => eventsOf('orders.dead-letter-retry-requested.v1', id),
      };
    },
    dismissDeadLetter: async () => {
      const id = await deadLetter();
      return {
        arguments: { id, reason: 'Noise' },
        otherArguments: { id, reason: 'Known' },
        effects: () => eventsOf('orders.dead-letter-dismissed.v1', id),
      };
    },
  },
};

const adaSends = (query: string, variables: object, headers: Readonly<Record<string, string>>) =>
  fixture.send({ who: 'ada', query, variables, headers });

describe('a mutation of orders', () => {
  itTakesEachMutationOnce(typeDefs, () => mutations);

  it('is refused when the input and the header give different keys', async () => {
    const input = { ...twoTeas, idempotencyKey: 'by-input' };
    const { data } = await adaSends(createOrder, { input }, { 'idempotency-key': 'by-header' });
    expect(data).toMatchObject({
      createOrder: { order: null, userErrors: [{ field: ['idempotencyKey'], code: 'INVALID' }] },
    });
  });

  it('is refused when the header is empty', async () => {
    const { data } = await adaSends(createOrder, { input: twoTeas }, { 'idempotency-key': '' });
    expect(data).toMatchObject({ createOrder: { userErrors: [{ field: ['idempotencyKey'], code: 'INVALID' }] } });
  });

  it('has its key to itself in an operation of several mutations', async () => {
    const orderId = await customersOf(fixture).place('ada');
    const both = `mutation ($order: CreateOrderInput!, $other: CreateOrderInput!, $cancel: CancelOrderInput!) {
      first: createOrder(input: $order) { order { id } userErrors { code } }
      again: createOrder(input: $order) { order { id } userErrors { code } }
      other: createOrder(input: $other) { order { id } userErrors { code } }
      cancelled: cancelOrder(input: $cancel) { order { id status } userErrors { code } }
    }`;
    const other = { ...twoTeas, items: [{ sku: 'TEA-GREEN', quantity: 3 }] };
    const variables = { order: twoTeas, other, cancel: { orderId } };
    const { data } = await adaSends(both, variables, { 'idempotency-key': 'one-for-all' });
    expect(data?.['first']).toMatchObject({ userErrors: [] });
    expect(data?.['again']).toEqual(data?.['first']);
    expect(data?.['other']).toEqual({ order: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] });
    expect(data?.['cancelled']).toEqual({ order: { id: orderId, status: 'CANCELLED' }, userErrors: [] });
  });

  it('may have its key in the input of one request and in the header of the next', async () => {
    const orderId = await customersOf(fixture).place('ada');
    const byInput = await fixture.request('ada', cancelOrder, { input: { orderId, idempotencyKey: 'either' } });
    const byHeader = await adaSends(cancelOrder, { input: { orderId } }, { 'idempotency-key': 'either' });
    expect(byHeader).toEqual(byInput);
    expect(byInput.data).toMatchObject({ cancelOrder: { userErrors: [] } });
  });
});
