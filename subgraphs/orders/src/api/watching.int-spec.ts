import { eventually } from '@oms/testing';
import { newId } from '@oms/database';
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
