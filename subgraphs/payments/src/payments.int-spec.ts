import { paymentRequested } from '@oms/contracts';
import { eventually } from '@oms/testing';
import type { OrderForTest } from './testing/order-events';
import { PaymentsFixture } from './testing/payments-fixture';

const captured = 'payments.payment-captured.v1';
const failed = 'payments.payment-failed.v1';
const refunded = 'payments.payment-refunded.v1';

let payments: PaymentsFixture;

beforeAll(async () => {
  payments = await PaymentsFixture.open();
});

afterAll(async () => {
  await payments.close();
});

const settlesAs = (order: OrderForTest, ...types: string[]): Promise<void> =>
  eventually(
    () => {
      expect(payments.publishedTypes(order)).toEqual(types);
    },
    { withinMs: 20_000 },
  );

/** The order, once the provider has not responded to the request to charge. */
const requestLost = async (method: string): Promise<OrderForTest> => {
  const before = await payments.metric('payments_attempt_results_total', 'Unknown');
  const order = await payments.paidWith(method);
  await eventually(async () => {
    expect(await payments.metric('payments_attempt_results_total', 'Unknown')).toBeGreaterThan(before);
  });
  return order;
};

const chargesOf = (order: OrderForTest) => payments.ledger(order);

describe('a payment that is requested', () => {
  it('is captured, once, and published with the correlation id of the request', async () => {
    const order = await payments.paidWith('pm_card_visa');
    await settlesAs(order, captured);
    expect(payments.published(order)[0]).toMatchObject({
      aggregatetype: 'Payment',
      sequence: 1,
      correlationid: `correlation-${order.orderId}`,
      data: { attempt: 1, amount: { amountMinor: '2500', currency: 'USD' }, provider: 'simulator' },
    });
    expect(await chargesOf(order)).toMatchObject([{ amount: 2_500, refunded: 0 }]);
  });

  it('is charged once when the request is delivered again', async () => {
    const order = await payments.orders.created();
    const request = await payments.orders.paymentRequested(order, 'pm_card_visa');
    await settlesAs(order, captured);
    await payments.orders.publishAgain({ ...request, id: '01976a00-0000-7000-8000-000000000001' });
    const next = await payments.paidWith('pm_card_visa');
    await settlesAs(next, captured);
    expect(await chargesOf(order)).toHaveLength(1);
  });

  it('fails when the card is declined, and charges nothing', async () => {
    const order = await payments.paidWith('pm_card_chargeDeclinedInsufficientFunds');
    await settlesAs(order, failed);
    expect(payments.published(order)[0]?.data).toMatchObject({
      code: 'PAYMENT_DECLINED',
      message: 'Your card has insufficient funds.',
    });
    expect(await chargesOf(order)).toEqual([]);
  });

  it('fails when the provider has no such method', async () => {
    const order = await payments.paidWith('pm_nobody');
    await settlesAs(order, failed);
  });
});

describe('a provider with failures', () => {
  it.each([
    'pm_sim_silent',
    'pm_sim_silent_uncharged',
    'pm_sim_error_500',
    'pm_sim_html',
    'pm_sim_reset',
    'pm_sim_reset_uncharged',
    'pm_sim_rate_limited_once',
    'pm_sim_delayed_1000',
    'pm_sim_late_1000',
    'pm_sim_webhook_only_200',
  ])('charges %s exactly once', async (method) => {
    const order = await payments.paidWith(method);
    await settlesAs(order, captured);
    expect(await chargesOf(order)).toMatchObject([{ amount: 2_500, refunded: 0 }]);
  });

  it('may decline by webhook', async () => {
    const order = await payments.paidWith('pm_sim_webhook_only_declined_200');
    await settlesAs(order, failed);
  });

  it('is not paid when it charges another amount: the payment stays open, and is refunded with the order', async () => {
    const order = await payments.paidWith('pm_sim_wrong_amount');
    await eventually(async () => {
      expect(await payments.payment(order)).toMatchObject({ attempts: [{ outcome: 'QUARANTINED' }] });
    });
    expect(payments.publishedTypes(order)).toEqual([]);
    await payments.orders.cancelled(order);
    await settlesAs(order, refunded);
    expect(await chargesOf(order)).toMatchObject([{ amount: 2_501, refunded: 2_501 }]);
  });
});

describe('an order that is given up', () => {
  it('fails when nothing was requested', async () => {
    const order = await payments.orders.created();
    await payments.orders.cancelled(order);
    await settlesAs(order, failed);
    expect(payments.published(order)[0]?.data).toMatchObject({ code: 'CANCELLED', attempt: 0 });
  });

  it('is refunded', async () => {
    const order = await payments.paidWith('pm_card_visa');
    await settlesAs(order, captured);
    await payments.orders.cancelled(order);
    await settlesAs(order, captured, refunded);
    expect(payments.published(order)[1]?.data).toMatchObject({ full: true, refundedTotal: { amountMinor: '2500' } });
    expect(await chargesOf(order)).toMatchObject([{ amount: 2_500, refunded: 2_500 }]);
  });

  it('is never charged by a method that was erased before the attempt was begun', async () => {
    const order = await payments.orders.created();
    const { orderId, customerId, amountMinor } = order;
    const amount = { amountMinor, currency: 'USD' };
    const erased = { orderId, customerId, amount, attempt: 1, method: { type: 'CARD' } } as const;
    await payments.orders.publish(paymentRequested, orderId, erased);
    await settlesAs(order, failed);
    expect(payments.published(order)[0]?.data).toMatchObject({ code: 'CANCELLED', attempt: 1 });
    await payments.orders.cancelled(order);
    const next = await payments.paidWith('pm_card_visa');
    await settlesAs(next, captured);
    expect(payments.publishedTypes(order)).toEqual([failed]);
    expect(await chargesOf(order)).toEqual([]);
  });

  it('is never charged when no request was sent to the provider', async () => {
    const order = await payments.orders.created();
    await payments.orders.cancelled(order);
    await payments.orders.paymentRequested(order, 'pm_card_visa');
    await settlesAs(order, failed, failed);
    expect(await chargesOf(order)).toEqual([]);
  });

  it('is never charged when the provider had not received the request', async () => {
    const order = await requestLost('pm_sim_silent_uncharged');
    await payments.orders.cancelled(order);
    await settlesAs(order, failed);
    expect(await chargesOf(order)).toEqual([]);
  });

  it('is refunded a charge that is reported afterwards', async () => {
    const order = await requestLost('pm_sim_late_2000');
    await payments.orders.cancelled(order);
    await settlesAs(order, captured, refunded);
    expect(await chargesOf(order)).toMatchObject([{ amount: 2_500, refunded: 2_500 }]);
  });

  it('is refunded also when the provider’s refunds fail for a while', async () => {
    const order = await payments.paidWith('pm_card_visa');
    await settlesAs(order, captured);
    await payments.callProvider('PUT', '/control/faults', { refundsFail: true });
    await payments.orders.cancelled(order);
    await eventually(async () => {
      expect(await payments.metric('payments_refund_results_total', 'Unknown')).toBeGreaterThan(0);
    });
    await payments.callProvider('DELETE', '/control/faults');
    await settlesAs(order, captured, refunded);
    expect(await chargesOf(order)).toMatchObject([{ refunded: 2_500 }]);
  });
});

describe('a process that is killed', () => {
  it('between the charge and its recording charges nothing again', async () => {
    await payments.callProvider('PUT', '/control/faults', { webhookCopies: 0 });
    const order = await payments.paidWith('pm_sim_delayed_300');
    await eventually(async () => {
      expect(await chargesOf(order)).toHaveLength(1);
    });
    await payments.process.kill();
    expect(payments.publishedTypes(order)).toEqual([]);
    await payments.process.start();
    await settlesAs(order, captured);
    expect(await chargesOf(order)).toHaveLength(1);
    await payments.callProvider('DELETE', '/control/faults');
  });
});

describe('a payment as clients see it', () => {
  it('is shown to its customer and to operators, and to no others', async () => {
    const order = await payments.paidWith('pm_card_visa');
    await settlesAs(order, captured);
    const shown = {
      status: 'CAPTURED',
      method: 'CARD',
      provider: 'simulator',
      failure: null,
      amount: { amount: '25.00', currencyCode: 'USD' },
      refundedAmount: { amount: '0.00' },
      attempts: [{ outcome: 'CAPTURED' }],
      refunds: [],
    };
    expect(await payments.payment(order)).toMatchObject(shown);
    expect(await payments.payment(order, 'operator')).toMatchObject(shown);
    expect(await payments.payment(order, 'other-customer')).toBeNull();
  });

  it('is listed for operators only', async () => {
    const order = await payments.paidWith('pm_card_visa');
    await settlesAs(order, captured);
    const list = `query ($order: ID) { payments(first: 5, filter: { orderId: $order, status: [CAPTURED] }) {
      nodes { order { id } } pageInfo { hasNextPage } } }`;
    const { data } = await payments.request('operator', list, { order: order.orderId });
    expect(data).toEqual({ payments: { nodes: [{ order: { id: order.orderId } }], pageInfo: { hasNextPage: false } } });
    const refused = await payments.request('customer', list, { order: order.orderId });
    expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('is refunded in part by an operator', async () => {
    const order = await payments.paidWith('pm_card_visa');
    await settlesAs(order, captured);
    const { id } = (await payments.payment(order)) as { id: string };
    const refund = `mutation ($input: RefundPaymentInput!) {
      refundPayment(input: $input) { refund { status amount { amount } } userErrors { code field } } }`;
    const amount = { amount: '10.00', currencyCode: 'USD' };
    const { data } = await payments.request('operator', refund, { input: { paymentId: id, amount } });
    expect(data).toEqual({
      refundPayment: { refund: { status: 'PENDING', amount: { amount: '10.00' } }, userErrors: [] },
    });
    await settlesAs(order, captured, refunded);
    expect(await payments.payment(order)).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      refundedAmount: { amount: '10.00' },
    });
    const tooMuch = await payments.request('operator', refund, {
      input: { paymentId: id, amount: { amount: '15.01', currencyCode: 'USD' } },
    });
    expect(tooMuch.data).toMatchObject({
      refundPayment: { refund: null, userErrors: [{ code: 'REFUND_EXCEEDS_CAPTURE', field: ['amount'] }] },
    });
  });
});

describe('old rows', () => {
  it('are deleted by a pruner, which counts them by table', async () => {
    const metrics = await (await fetch(new URL('/metrics', payments.process.url))).text();
    for (const table of ['idempotency', 'webhooks'])
      expect(metrics).toContain(`oms_pruned_rows_total{table="${table}",service="payments"}`);
  });
});
