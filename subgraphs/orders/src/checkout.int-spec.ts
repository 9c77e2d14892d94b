import { eventually } from '@oms/testing';
import { newId } from '@oms/database';
import { cancelOrder, readSaga, twoTeas } from './testing/documents';
import { ordersFixture, type OrdersFixture } from './testing/orders-fixture';
import { customersOf, fillPriceBook, participantsOf } from './testing/participants';

describe('a checkout, with the events of the other contexts by contract', () => {
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

  const typesPublished = (id: string) => fixture.publishedAbout(id).map(({ type }) => type.split('.')[1]);

  it('prunes old rows: there is a counter for each table', async () => {
    for (const table of ['idempotency', 'timeline', 'dead_letter_list'])
      expect(await fixture.metrics()).toContain(`oms_pruned_rows_total{table="${table}",service="orders"}`);
  });

  it('takes an order to PAID, and publishes its events in order', async () => {
    const { order } = await customers.createAs('ada');
    expect(order).toMatchObject({
      status: 'PENDING',
      version: 1,
      total: { amount: '25.00', currencyCode: 'USD' },
      items: [{ quantity: 2, unitPrice: { amount: '12.50' }, product: { sku: 'TEA-GREEN' } }],
      history: [{ from: null, to: 'PENDING' }],
      nextStatuses: ['PAID', 'CANCELLED', 'FAILED'],
    });
    expect(order['number']).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    await participants.reserve(order.id);
    await eventually(() => {
      expect(typesPublished(order.id)).toEqual(['order-created', 'payment-requested']);
    });
    await participants.capture(order.id);
    await customers.becomes(order.id, { status: 'PAID', version: 4 });
    await eventually(() => {
      expect(typesPublished(order.id)).toEqual([
        'order-created',
        'payment-requested',
        'order-paid',
        'shipment-requested',
      ]);
    });
    expect(fixture.publishedAbout(order.id).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  });

  it('passes the payment token on to payments, and shows it to no reader', async () => {
    const id = await customers.place('ada');
    await participants.reserve(id);
    await eventually(() => {
      expect(fixture.publishedAbout(id)[1]?.data).toMatchObject({ attempt: 1, method: { token: 'pm_card_visa' } });
    });
    expect(JSON.stringify(await customers.readAs('ada', id))).not.toContain('pm_card_visa');
  });

  it('fails an order that is out of stock', async () => {
    const id = await customers.place('ada');
    await participants.reject(id);
    await customers.becomes(id, { status: 'FAILED', failure: { code: 'OUT_OF_STOCK' } });
  });

  it('waits for a payment method, and again after a declined one', async () => {
    const id = await customers.place('ada', { ...twoTeas, payment: null });
    const paymentId = newId();
    await participants.reserve(id);
    await participants.provideMethod(id, paymentId);
    await eventually(() => {
      expect(typesPublished(id)).toEqual(['order-created', 'payment-requested']);
    });
    await participants.decline(id, paymentId);
    await participants.provideMethod(id, paymentId);
    await eventually(() => {
      expect(fixture.publishedAbout(id).at(-1)?.data).toMatchObject({ attempt: 2, method: null });
    });
    await customers.becomes(id, { status: 'PENDING' });
  });

  it('cancels at any moment, once, and waits until everything is undone', async () => {
    const id = await customers.place('ada');
    await participants.reserve(id);
    await participants.capture(id);
    await customers.becomes(id, { status: 'PAID' });
    const input = { orderId: id, reason: 'Changed my mind', idempotencyKey: 'cancel-it' };
    const first = await fixture.request('ada', cancelOrder, { input });
    expect(first.data).toMatchObject({ cancelOrder: { order: { status: 'CANCELLED', version: 5 }, userErrors: [] } });
    await participants.release(id);
    await participants.refund(id);
    await eventually(async () => {
      const { data } = await fixture.request('olga', readSaga, { id });
      expect(data).toMatchObject({ order: { saga: { status: 'COMPENSATED', deadline: null } } });
    });
    expect(await fixture.request('ada', cancelOrder, { input })).toEqual(first);
    expect(await fixture.request('ada', cancelOrder, { input: { orderId: id } })).toMatchObject({
      data: { cancelOrder: { order: null, userErrors: [{ field: ['orderId'], code: 'INVALID_TRANSITION' }] } },
    });
  });
});
