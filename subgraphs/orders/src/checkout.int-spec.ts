import { eventually } from '@oms/testing';
import { newId } from '@oms/database';
import { type ServedOrders, servedOrders } from './testing/served-orders';
import { cancel, customers, openShop, operatorReads, otherContexts, twoTeas } from './testing/shop';

describe('a checkout, with the other contexts played by contract', () => {
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

  const typesSaid = (id: string) => orders.said(id).map(({ type }) => type.split('.')[1]);

  it('ends the life of old rows beside it: a counter tells of each table', async () => {
    for (const table of ['idempotency', 'timeline', 'dead_letter_list'])
      expect(await orders.metrics()).toContain(`oms_pruned_rows_total{table="${table}",service="orders"}`);
  });

  it('takes an order to PAID, and says so in order', async () => {
    const { order } = await shop.createAs('ada');
    expect(order).toMatchObject({
      status: 'PENDING',
      version: 1,
      total: { amount: '25.00', currencyCode: 'USD' },
      items: [{ quantity: 2, unitPrice: { amount: '12.50' }, product: { sku: 'TEA-GREEN' } }],
      history: [{ from: null, to: 'PENDING' }],
      nextStatuses: ['PAID', 'CANCELLED', 'FAILED'],
    });
    expect(order['number']).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    await others.reserve(order.id);
    await eventually(() => {
      expect(typesSaid(order.id)).toEqual(['order-created', 'payment-requested']);
    });
    await others.capture(order.id);
    await shop.becomes(order.id, { status: 'PAID', version: 4 });
    await eventually(() => {
      expect(typesSaid(order.id)).toEqual(['order-created', 'payment-requested', 'order-paid', 'shipment-requested']);
    });
    expect(orders.said(order.id).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  });

  it('passes the payment token on to payments, and shows it to nobody', async () => {
    const id = await shop.place('ada');
    await others.reserve(id);
    await eventually(() => {
      expect(orders.said(id)[1]?.data).toMatchObject({ attempt: 1, method: { token: 'pm_card_visa' } });
    });
    expect(JSON.stringify(await shop.readAs('ada', id))).not.toContain('pm_card_visa');
  });

  it('fails an order that is out of stock', async () => {
    const id = await shop.place('ada');
    await others.reject(id);
    await shop.becomes(id, { status: 'FAILED', failure: { code: 'OUT_OF_STOCK' } });
  });

  it('waits for a payment method, and again after a declined one', async () => {
    const id = await shop.place('ada', { ...twoTeas, payment: null });
    const paymentId = newId();
    await others.reserve(id);
    await others.holdMethod(id, paymentId);
    await eventually(() => {
      expect(typesSaid(id)).toEqual(['order-created', 'payment-requested']);
    });
    await others.decline(id, paymentId);
    await others.holdMethod(id, paymentId);
    await eventually(() => {
      expect(orders.said(id).at(-1)?.data).toMatchObject({ attempt: 2, method: null });
    });
    await shop.becomes(id, { status: 'PENDING' });
  });

  it('cancels at any moment, once, and waits until all is undone', async () => {
    const id = await shop.place('ada');
    await others.reserve(id);
    await others.capture(id);
    await shop.becomes(id, { status: 'PAID' });
    const input = { orderId: id, reason: 'Changed my mind', idempotencyKey: 'cancel-it' };
    const first = await orders.ask('ada', cancel, { input });
    expect(first.data).toMatchObject({ cancelOrder: { order: { status: 'CANCELLED', version: 5 }, userErrors: [] } });
    await others.release(id);
    await others.refund(id);
    await eventually(async () => {
      const { data } = await orders.ask('olga', operatorReads, { id });
      expect(data).toMatchObject({ order: { saga: { status: 'COMPENSATED', deadline: null } } });
    });
    expect(await orders.ask('ada', cancel, { input })).toEqual(first);
    expect(await orders.ask('ada', cancel, { input: { orderId: id } })).toMatchObject({
      data: { cancelOrder: { order: null, userErrors: [{ field: ['orderId'], code: 'INVALID_TRANSITION' }] } },
    });
  });
});
