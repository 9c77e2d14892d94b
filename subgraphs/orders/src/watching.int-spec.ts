import { eventually } from '@oms/testing';
import { encodeCursor, newId } from '@oms/database';
import { type ServedOrders, servedOrders } from '../testing/served-orders';
import { cancel, customers, openShop, otherContexts, watchOne } from '../testing/shop';

describe('watching orders', () => {
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

  it('tells the present status first, then each change once and in order', async () => {
    const id = await shop.place('ada');
    const early = orders.watch('ada', watchOne, { orderId: id });
    await eventually(() => {
      expect(early.events).toHaveLength(1);
    });
    await others.reserve(id);
    await others.capture(id);
    await shop.becomes(id, { status: 'PAID' });
    const late = orders.watch('ada', watchOne, { orderId: id });
    await eventually(() => {
      expect(late.events).toHaveLength(1);
    });
    await orders.ask('ada', cancel, { input: { orderId: id } });
    const change = (from: string | null, to: string, version: number) => ({
      data: { orderStatusChanged: { from, to, reason: null, order: { status: to, version } } },
    });
    const all = [change(null, 'PENDING', 1), change('PENDING', 'PAID', 3), change('PAID', 'CANCELLED', 5)];
    await eventually(() => {
      expect(early.events).toEqual(all);
      expect(late.events).toEqual(all.slice(1));
    });
    await early.leave();
    await late.leave();
  });

  const resume = /* GraphQL */ `
    subscription Resume($orderId: ID!, $after: String) {
      orderStatusChanged(orderId: $orderId, after: $after) {
        from
        to
        cursor
      }
    }
  `;

  const cursorsOf = async (id: string): Promise<readonly string[]> => {
    const history = 'query History($id: ID!) { order(id: $id) { history { cursor } } }';
    const { data } = await orders.ask('ada', history, { id });
    return (data?.['order'] as { history: { cursor: string }[] }).history.map(({ cursor }) => cursor);
  };

  it('goes on after a cursor: with what has happened since, then with what happens', async () => {
    const id = await shop.place('ada');
    await others.reserve(id);
    await others.capture(id);
    await shop.becomes(id, { status: 'PAID' });
    const [placed, paid] = await cursorsOf(id);
    const fromStart = orders.watch('ada', resume, { orderId: id, after: placed });
    const fromNow = orders.watch('ada', resume, { orderId: id, after: paid });
    const change = (from: string, to: string, cursor: unknown) => ({
      data: { orderStatusChanged: { from, to, cursor } },
    });
    await eventually(() => {
      expect(fromStart.events).toEqual([change('PENDING', 'PAID', paid)]);
    });
    await orders.ask('ada', cancel, { input: { orderId: id } });
    const cancelled = change('PAID', 'CANCELLED', expect.any(String));
    await eventually(() => {
      expect(fromStart.events).toEqual([change('PENDING', 'PAID', paid), cancelled]);
      expect(fromNow.events).toEqual([cancelled]);
    });
    await fromStart.leave();
    await fromNow.leave();
  });

  it('refuses a cursor that is none of this order’s, naming the argument', async () => {
    const [id, other] = [await shop.place('ada'), await shop.place('ada')];
    const ahead = encodeCursor('order-status', [id, 99]);
    const foreign = encodeCursor('orders', [new Date(0).toISOString(), id]);
    for (const after of ['', '1', 'nonsense!', ahead, foreign, (await cursorsOf(other))[0]]) {
      const watched = orders.watch('ada', resume, { orderId: id, after });
      await eventually(() => {
        expect(JSON.stringify(watched.events)).toContain('"code":"BAD_USER_INPUT"');
      });
      expect(JSON.stringify(watched.events)).toContain('after: is ');
      await watched.leave();
    }
    const stranger = orders.watch('grace', resume, { orderId: id, after: ahead });
    await eventually(() => {
      expect(JSON.stringify(stranger.events)).toContain('"code":"NOT_FOUND"');
    });
    await stranger.leave();
  });

  it('tells operators of every order, by their filter', async () => {
    const who = `customer-${newId()}`;
    const activity = `subscription($filter: OrderFilter) { orderActivity(filter: $filter) { to order { customer { id } } } }`;
    const watched = orders.watch('olga', activity, { filter: { customerId: who, status: ['PENDING', 'FAILED'] } });
    await eventually(async () => {
      await shop.place(who);
      expect(watched.events.length).toBeGreaterThan(0);
    });
    expect(watched.events[0]).toEqual({
      data: { orderActivity: { to: 'PENDING', order: { customer: { id: who } } } },
    });
    await watched.leave();
  });
});
