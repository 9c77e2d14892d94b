import { newId } from '@oms/database';
import { eventually } from '@oms/testing';
import type { OrderForTest } from './testing/order-events';
import { PaymentsFixture } from './testing/payments-fixture';

let payments: PaymentsFixture;

beforeAll(async () => {
  payments = await PaymentsFixture.open();
});
afterAll(() => payments.close());

const captured = 'payments.payment-captured.v1';
const methodProvided = 'payments.payment-method-provided.v1';

const payOrder = `mutation ($input: PayOrderInput!) {
  payOrder(input: $input) { payment { status } userErrors { code field } }
}`;

const pay = (orderId: string) =>
  payments.request('customer', payOrder, { input: { orderId, payment: { type: 'CARD', token: 'pm_card_visa' } } });

const publishes = (order: OrderForTest, ...types: string[]): Promise<void> =>
  eventually(
    () => {
      expect(payments.publishedTypes(order)).toEqual(types);
    },
    { withinMs: 20_000 },
  );

describe('payOrder', () => {
  const inputFor = ({ orderId }: OrderForTest, token = 'pm_card_visa') => ({
    input: { orderId, payment: { type: 'CARD', token }, idempotencyKey: `pay-${orderId}` },
  });

  it('publishes that a method was provided, which is charged when orders requests it', async () => {
    const order = await payments.orders.created({ paymentMethodGiven: false });
    const responses = await Promise.all([1, 2, 3].map(() => payments.request('customer', payOrder, inputFor(order))));
    expect(responses).toEqual([responses[0], responses[0], responses[0]]);
    expect(responses[0]?.data).toMatchObject({ payOrder: { payment: { status: 'PENDING' }, userErrors: [] } });
    await publishes(order, methodProvided);
    expect(JSON.stringify(payments.published(order))).not.toContain('pm_card_visa');
    await payments.orders.paymentRequested(order, null);
    await publishes(order, methodProvided, captured);
  });

  it.each([
    ['another customer', 'other-customer', 'NOT_FOUND'],
    ['its customer, when it came with a method', 'customer', 'ORDER_NOT_PAYABLE'],
  ])('refuses %s', async (_, persona, code) => {
    const order = await payments.orders.created();
    const { data } = await payments.request(persona, payOrder, inputFor(order));
    expect(data).toEqual({ payOrder: { payment: null, userErrors: [{ code, field: ['orderId'] }] } });
  });

  it('refuses a card number', async () => {
    const order = await payments.orders.created({ paymentMethodGiven: false });
    const { data } = await payments.request('customer', payOrder, inputFor(order, '4242424242424242'));
    expect(data).toMatchObject({ payOrder: { userErrors: [{ code: 'INVALID', field: ['payment', 'token'] }] } });
  });
});

describe('payOrder, while events of orders are missing', () => {
  it('takes an order whose event comes after the request', async () => {
    const order = await payments.orders.created({ paymentMethodGiven: false });
    expect((await pay(order.orderId)).data).toEqual({ payOrder: { payment: { status: 'PENDING' }, userErrors: [] } });
  });

  it('calls an order unknown once all events are applied', async () => {
    await payments.orders.created();
    const { data } = await pay(newId());
    expect(data).toEqual({ payOrder: { payment: null, userErrors: [{ code: 'NOT_FOUND', field: ['orderId'] }] } });
  });

  it('is unavailable while that cannot be established, and answers once it can', async () => {
    const order = await payments.orders.created({ paymentMethodGiven: false });
    await payments.nats.kill();
    const unknown = newId();
    const { data, errors } = await pay(unknown);
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }]);
    await payments.nats.start();
    await eventually(async () => {
      expect((await pay(order.orderId)).data).toMatchObject({ payOrder: { userErrors: [] } });
    });
    await eventually(async () => {
      expect((await pay(unknown)).data).toMatchObject({ payOrder: { userErrors: [{ code: 'NOT_FOUND' }] } });
    });
  });
});
