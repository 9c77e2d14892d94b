import { eventually } from '@oms/testing';
import { sharedFixture } from '../harness/shared-fixture';

const { customer, operator, provider, mailbox, addProduct, getStock } = sharedFixture();

describe('an order that succeeds', () => {
  it('is returned at once as PENDING, then reserved, paid and confirmed to the customer', async () => {
    const sku = await addProduct('CHECKOUT-TEA', 10, '12.50');
    const placed = await customer.placeOrder({
      items: [{ sku, quantity: 2 }],
      card: 'pm_card_visa',
      contact: { email: 'ada.checkout@example.com', phone: '+442079460000' },
    });
    expect(placed).toMatchObject({ status: 'PENDING', version: 1, total: { amount: '25.00', currencyCode: 'USD' } });

    const order = await customer.waitForOrder(placed.id, {
      status: 'PAID',
      failure: null,
      items: [{ quantity: 2, product: { sku, stock: { available: 8 } }, lineTotal: { amount: '25.00' } }],
      reservation: { status: 'HELD', lines: [{ quantity: 2, product: { sku } }] },
      payment: { status: 'CAPTURED', amount: { amount: '25.00', currencyCode: 'USD' } },
      history: [{ to: 'PENDING' }, { from: 'PENDING', to: 'PAID' }],
    });
    expect(order.nextStatuses).toContain('CANCELLED');
    expect(await provider.capturedFor(placed.id)).toEqual([{ amountMinor: 2500, currency: 'usd' }]);
    expect(await getStock(sku)).toEqual({ onHand: 10, reserved: 2, available: 8 });

    await eventually(async () => {
      expect(await mailbox.subjectsTo('ada.checkout@example.com')).toEqual([expect.stringContaining(placed.number)]);
      expect(await mailbox.textsTo('+442079460000')).toEqual([expect.stringContaining(placed.number)]);
    });
    await customer.waitForOrder(placed.id, {
      notifications: expect.arrayContaining([
        expect.objectContaining({ channel: 'EMAIL', type: 'ORDER_CONFIRMED', status: 'SENT' }),
        expect.objectContaining({ channel: 'SMS', type: 'ORDER_CONFIRMED', status: 'SENT' }),
      ]),
    });
  });

  it('lists the events of every context, all with the same correlation id', async () => {
    const sku = await addProduct('CHECKOUT-EVENTS', 10);
    const placed = await customer.placeOrder({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
    const order = await customer.waitForOrder(placed.id, { status: 'PAID' });
    expect(order.events.map(({ type }) => type).filter((type) => !type.startsWith('notifications.'))).toEqual([
      'orders.order-created.v1',
      'inventory.stock-reserved.v1',
      'orders.payment-requested.v1',
      'payments.payment-captured.v1',
      'orders.order-paid.v1',
      'orders.shipment-requested.v1',
    ]);
    expect(new Set(order.events.map(({ correlationId }) => correlationId)).size).toBe(1);
  });
});

describe('an order with insufficient stock', () => {
  it('fails as a whole, is not charged, and the customer is notified', async () => {
    const plenty = await addProduct('SHORT-PLENTY', 10);
    const scarce = await addProduct('SHORT-SCARCE', 1);
    const placed = await customer.placeOrder({
      items: [
        { sku: plenty, quantity: 3 },
        { sku: scarce, quantity: 2 },
      ],
      card: 'pm_card_visa',
      contact: { email: 'ada.short@example.com' },
    });
    await customer.waitForOrder(placed.id, { status: 'FAILED', failure: { code: 'OUT_OF_STOCK' }, nextStatuses: [] });
    expect(await provider.capturedFor(placed.id)).toEqual([]);
    expect(await getStock(plenty)).toMatchObject({ reserved: 0, available: 10 });
    expect(await getStock(scarce)).toMatchObject({ reserved: 0, available: 1 });
    await customer.waitForOrder(placed.id, {
      notifications: [{ channel: 'EMAIL', type: 'ORDER_FAILED', status: 'SENT' }],
    });
  });
});

describe('an order whose payment is declined', () => {
  it.each([
    ['DECLINED-CARD', 'pm_card_chargeDeclined'],
    ['DECLINED-FUNDS', 'pm_card_chargeDeclinedInsufficientFunds'],
  ])('releases its stock (%s)', async (sku, card) => {
    await addProduct(sku, 5);
    const placed = await customer.placeOrder({
      items: [{ sku, quantity: 2 }],
      card,
      contact: { email: `${sku.toLowerCase()}@example.com` },
    });
    await customer.waitForOrder(placed.id, {
      status: 'FAILED',
      failure: { code: 'PAYMENT_DECLINED' },
      reservation: { status: 'RELEASED' },
      notifications: [{ type: 'ORDER_FAILED', status: 'SENT' }],
    });
    expect(await getStock(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect(await provider.capturedFor(placed.id)).toEqual([]);
  });
});

describe('an order placed without a payment method', () => {
  it('waits for payOrder and proceeds', async () => {
    const sku = await addProduct('LATER-TEA', 5);
    const placed = await customer.placeOrder({ items: [{ sku, quantity: 1 }] });
    await customer.waitForOrder(placed.id, {
      status: 'PENDING',
      reservation: { status: 'HELD' },
      payment: { status: 'PENDING' },
    });
    expect((await customer.payOrder(placed.id, 'pm_card_visa')).userErrors).toEqual([]);
    await customer.waitForOrder(placed.id, { status: 'PAID', payment: { status: 'CAPTURED' } });
    expect(await provider.capturedFor(placed.id)).toHaveLength(1);
  });

  it('stays payable after a decline', async () => {
    const sku = await addProduct('LATER-TWICE', 5);
    const placed = await customer.placeOrder({ items: [{ sku, quantity: 1 }] });
    await customer.waitForOrder(placed.id, { reservation: { status: 'HELD' }, payment: { status: 'PENDING' } });
    await customer.payOrder(placed.id, 'pm_card_chargeDeclined');
    const waiting = await customer.waitForOrder(placed.id, {
      status: 'PENDING',
      payment: { attempts: [{ outcome: expect.any(String) }] },
    });
    expect(waiting.reservation?.status).toBe('HELD');
    await eventually(async () => {
      expect((await customer.payOrder(placed.id, 'pm_card_visa')).userErrors).toEqual([]);
    });
    await customer.waitForOrder(placed.id, { status: 'PAID' });
    expect(await provider.capturedFor(placed.id)).toHaveLength(1);
  });
});

describe('a cancellation', () => {
  it('of a paid order releases the stock and refunds the payment', async () => {
    const sku = await addProduct('CANCEL-PAID', 5, '10.00');
    const placed = await customer.placeOrder({
      items: [{ sku, quantity: 2 }],
      card: 'pm_card_visa',
      contact: { email: 'ada.cancel@example.com' },
    });
    await customer.waitForOrder(placed.id, { status: 'PAID' });
    expect(await customer.cancelOrder(placed.id, 'Ordered twice.')).toMatchObject({
      subject: { status: 'CANCELLED' },
      userErrors: [],
    });
    await customer.waitForOrder(placed.id, {
      status: 'CANCELLED',
      reservation: { status: 'RELEASED' },
      payment: { status: 'REFUNDED', refundedAmount: { amount: '20.00' } },
      notifications: expect.arrayContaining([
        expect.objectContaining({ type: 'ORDER_CANCELLED', status: 'SENT' }),
        expect.objectContaining({ type: 'REFUND_ISSUED', status: 'SENT' }),
      ]),
    });
    expect(await provider.balanceOf(placed.id)).toBe(0);
    expect(await getStock(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  it('of a pending order releases the stock without a charge', async () => {
    const sku = await addProduct('CANCEL-PENDING', 5);
    const placed = await customer.placeOrder({ items: [{ sku, quantity: 2 }] });
    await customer.waitForOrder(placed.id, { reservation: { status: 'HELD' } });
    await customer.cancelOrder(placed.id);
    await customer.waitForOrder(placed.id, { status: 'CANCELLED', reservation: { status: 'RELEASED' } });
    expect(await provider.capturedFor(placed.id)).toEqual([]);
  });

  it('is possible at any step of the saga', async () => {
    const sku = await addProduct('CANCEL-ANYTIME', 40);
    const moments = Array.from({ length: 20 }, (_, moment) => moment);
    const ids = await Promise.all(
      moments.map(async (moment) => {
        const { id } = await customer.placeOrder({ items: [{ sku, quantity: 2 }], card: 'pm_card_visa' });
        // Each order is read a different number of times first, which spreads the cancellations over the saga.
        for (let reads = 0; reads < moment; reads += 1) await customer.getOrder(id);
        await customer.cancelOrder(id);
        return id;
      }),
    );
    for (const id of ids) await customer.waitForOrder(id, { status: 'CANCELLED', reservation: { status: 'RELEASED' } });
    await eventually(async () => {
      expect(await Promise.all(ids.map((id) => provider.balanceOf(id)))).toEqual(ids.map(() => 0));
      expect(await getStock(sku)).toEqual({ onHand: 40, reserved: 0, available: 40 });
    });
  });

  it('of a failed order is refused and changes nothing', async () => {
    const sku = await addProduct('CANCEL-LATE', 1);
    const placed = await customer.placeOrder({ items: [{ sku, quantity: 5 }], card: 'pm_card_visa' });
    const failed = await customer.waitForOrder(placed.id, { status: 'FAILED' });
    const { subject, userErrors } = await customer.cancelOrder(placed.id);
    expect(userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
    expect(subject === null || subject.status === 'FAILED').toBe(true);
    expect((await operator.getOrder(placed.id))?.version).toBe(failed.version);
  });
});
