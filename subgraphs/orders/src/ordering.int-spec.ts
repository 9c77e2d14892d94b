import { eventually } from '@oms/testing';
import { newId } from '@oms/database';
import { type ServedOrders, servedOrders } from '../testing/served-orders';
import { cancel, create, type Created, customers, openShop, otherContexts, twoTeas, watchOne } from '../testing/shop';

describe('ordering through the API', () => {
  let orders: ServedOrders;
  let shop: ReturnType<typeof customers>;
  let others: ReturnType<typeof otherContexts>;

  beforeAll(async () => {
    orders = await servedOrders();
    shop = customers(orders);
    others = otherContexts(orders);
    await openShop(orders);
  });
  afterAll(() => orders.stop());

  it('gives 50 requests with one key one order and 50 equal answers', async () => {
    const input = { ...twoTeas, idempotencyKey: 'fifty' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => orders.ask('grace', create, { input })));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const id = (answers[0]?.data?.['createOrder'] as Created).order.id;
    await others.reserve(id);
    await others.capture(id);
    await eventually(async () => {
      expect(await shop.readAs('grace', id)).toMatchObject({ status: 'PAID' });
    });
    expect(await orders.ask('grace', create, { input })).toEqual(answers[0]);
    const other = await shop.createAs('grace', { ...input, items: [{ sku: 'TEA-GREEN', quantity: 3 }] });
    expect(other.userErrors).toMatchObject([{ field: ['idempotencyKey'], code: 'IDEMPOTENCY_KEY_REUSED' }]);
  });

  it('merges items of one product', async () => {
    const { order } = await shop.createAs('ada', { ...twoTeas, items: [...twoTeas.items, ...twoTeas.items] });
    expect(order).toMatchObject({ items: [{ quantity: 4 }], total: { amount: '50.00' } });
  });

  it('lets an operator order for a customer', async () => {
    const id = await shop.place('olga', { ...twoTeas, customerId: 'ada' });
    expect(await shop.readAs('ada', id)).toMatchObject({ status: 'PENDING' });
  });

  it('shows somebody else’s order to nobody', async () => {
    const id = await shop.place('ada');
    expect(await shop.readAs('grace', id)).toBeNull();
    expect(await shop.readAs('olga', id)).toMatchObject({ status: 'PENDING' });
    const theirs = await orders.ask('grace', cancel, { input: { orderId: id } });
    const none = await orders.ask('grace', cancel, { input: { orderId: newId() } });
    expect(theirs).toEqual(none);
    expect(none.data).toMatchObject({ cancelOrder: { userErrors: [{ field: ['orderId'], code: 'NOT_FOUND' }] } });
    const entities = `query($of: [_Any!]!) { _entities(representations: $of) { ... on Order { number } ... on Customer { id } } }`;
    const of = [
      { __typename: 'Order', id },
      { __typename: 'Customer', id: 'ada' },
    ];
    expect((await orders.ask('grace', entities, { of })).data).toEqual({ _entities: [null, null] });
    expect((await orders.ask('ada', entities, { of })).data).toMatchObject({ _entities: [{}, { id: 'ada' }] });
    const mine = await orders.ask('grace', `{ orders(filter: { customerId: "ada" }) { nodes { id } } }`);
    expect(mine.data).toEqual({ orders: { nodes: [] } });
    const watched = orders.watch('grace', watchOne, { orderId: id });
    await eventually(() => {
      expect(JSON.stringify(watched.events)).toContain('NOT_FOUND');
    });
    await watched.leave();
  });

  it('pages through orders, and refuses what is no page', async () => {
    const who = `customer-${newId()}`;
    const ids = [await shop.place(who), await shop.place(who), await shop.place(who)];
    const list = `query($first: Int, $after: String) {
      me { orders(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }
    }`;
    const first = (await orders.ask(who, list, { first: 2 })).data?.['me'] as {
      orders: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    };
    expect(first.orders.pageInfo.hasNextPage).toBe(true);
    const second = await orders.ask(who, list, { first: 2, after: first.orders.pageInfo.endCursor });
    expect(second.data).toMatchObject({
      me: { orders: { nodes: [{ id: ids[0] }], pageInfo: { hasNextPage: false } } },
    });
    for (const page of [{ first: 0 }, { first: -1 }, { first: 1_000_000 }, { after: 'forged' }]) {
      const { errors } = await orders.ask(who, list, page);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: Object.keys(page)[0] });
    }
  });
});
