import { newId } from '@oms/database';
import { eventually } from '@oms/testing';
import { PaymentsFixture } from './testing/payments-fixture';

let payments: PaymentsFixture;

beforeAll(async () => {
  payments = await PaymentsFixture.open();
});
afterAll(() => payments.close());

const payOrder = `mutation ($input: PayOrderInput!) {
  payOrder(input: $input) { payment { status } userErrors { code } }
}`;

const pay = (orderId: string) =>
  payments.ask('customer', payOrder, { input: { orderId, payment: { type: 'CARD', token: 'pm_card_visa' } } });

describe('payOrder, while the events of orders lag', () => {
  it('takes an order whose event comes after the request', async () => {
    const order = await payments.orderCreated({ paymentMethodGiven: false });
    expect((await pay(order.orderId)).data).toEqual({ payOrder: { payment: { status: 'PENDING' }, userErrors: [] } });
  });

  it('calls an order unknown once all events are applied', async () => {
    await payments.orderCreated();
    const { data } = await pay(newId());
    expect(data).toEqual({ payOrder: { payment: null, userErrors: [{ code: 'NOT_FOUND' }] } });
  });

  it('asks to be tried again when it cannot be told, and tells the truth when it can', async () => {
    const order = await payments.orderCreated({ paymentMethodGiven: false });
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
