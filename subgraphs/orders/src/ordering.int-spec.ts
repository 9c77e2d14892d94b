import { eventually } from '@oms/testing';
import { newId } from '@oms/database';
import { cancelOrder, createOrder, twoTeas, watchOrder } from './testing/documents';
import { ordersFixture, type OrdersFixture } from './testing/orders-fixture';
import { type Created, customersOf, fillPriceBook, participantsOf } from './testing/participants';

describe('ordering through the API', () => {
  let fixture: OrdersFixture;
  let customers: ReturnType<typeof customersOf>;
  let participants: ReturnType<typeof participantsOf>;

  beforeAll(async () => {
    fixture = await ordersFixture();
    customers = customersOf(fixture);
    participants = participantsOf(fixture);
    await fillPriceBook(fixture);
  });
  afterAll(() => fixture.stop());

  it('gives 50 requests with one key one order and 50 equal responses', async () => {
    const input = { ...twoTeas, idempotencyKey: 'fifty' };
    const responses = await Promise.all(
      Array.from({ length: 50 }, () => fixture.request('grace', createOrder, { input })),
    );
    for (const response of responses) expect(response).toEqual(responses[0]);
    const id = (responses[0]?.data?.['createOrder'] as Created).order.id;
    await participants.reserve(id);
    await participants.capture(id);
    await eventually(async () => {
      expect(await customers.readAs('grace', id)).toMatchObject({ status: 'PAID' });
    });
    expect(await fixture.request('grace', createOrder, { input })).toEqual(responses[0]);
    const other = await customers.createAs('grace', { ...input, items: [{ sku: 'TEA-GREEN', quantity: 3 }] });
    expect(other.userErrors).toMatchObject([{ field: ['idempotencyKey'], code: 'IDEMPOTENCY_KEY_REUSED' }]);
  });

  it('merges items of one product', async () => {
    const { order } = await customers.createAs('ada', { ...twoTeas, items: [...twoTeas.items, ...twoTeas.items] });
    expect(order).toMatchObject({ items: [{ quantity: 4 }], total: { amount: '50.00' } });
  });

  it('lets an operator order for a customer', async () => {
    const id = await customers.place('olga', { ...twoTeas, customerId: 'ada' });
    expect(await customers.readAs('ada', id)).toMatchObject({ status: 'PENDING' });
  });

  it('shows an order to its customer and to operators only', async () => {
    const id = await customers.place('ada');
    expect(await customers.readAs('grace', id)).toBeNull();
    expect(await customers.readAs('olga', id)).toMatchObject({ status: 'PENDING' });
    const theirs = await fixture.request('grace', cancelOrder, { input: { orderId: id } });
    const none = await fixture.request('grace', cancelOrder, { input: { orderId: newId() } });
    expect(theirs).toEqual(none);
    expect(none.data).toMatchObject({ cancelOrder: { userErrors: [{ field: ['orderId'], code: 'NOT_FOUND' }] } });
    const entities = `query($of: [_Any!]!) { _entities(representations: $of) { ... on Order { number } ... on Customer { id } } }`;
    const of = [
      { __typename: 'Order', id },
      { __typename: 'Customer', id: 'ada' },
    ];
    expect((await fixture.request('grace', entities, { of })).data).toEqual({ _entities: [null, null] });
    expect((await fixture.request('ada', entities, { of })).data).toMatchObject({ _entities: [{}, { id: 'ada' }] });
    const mine = await fixture.request('grace', `{ orders(filter: { customerId: "ada" }) { nodes { id } } }`);
    expect(mine.data).toEqual({ orders: { nodes: [] } });
    const watched = fixture.watch('grace', watchOrder, { orderId: id });
    await eventually(() => {
      expect(JSON.stringify(watched.events)).toContain('NOT_FOUND');
    });
    await watched.leave();
  });

  it('pages through orders, and refuses what is no page', async () => {
    const who = `customer-${newId()}`;
    const ids = [await customers.place(who), await customers.place(who), await customers.place(who)];
    const list = `query($first: Int, $after: String) {
      me { orders(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }
    }`;
    const first = (await fixture.request(who, list, { first: 2 })).data?.['me'] as {
      orders: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    };
    expect(first.orders.pageInfo.hasNextPage).toBe(true);
    const second = await fixture.request(who, list, { first: 2, after: first.orders.pageInfo.endCursor });
    expect(second.data).toMatchObject({
      me: { orders: { nodes: [{ id: ids[0] }], pageInfo: { hasNextPage: false } } },
    });
    for (const page of [{ first: 0 }, { first: -1 }, { first: 1_000_000 }, { after: 'forged' }]) {
      const { errors } = await fixture.request(who, list, page);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: Object.keys(page)[0] });
    }
  });
});
