import { eventually } from '@oms/testing';
import { shop } from '../harness/shared-shop';

const { ada, olga, provider, mailbox, stocks, stockOf } = shop();

describe('an order that goes through', () => {
  it('is answered at once, then reserved, paid and told to the customer', async () => {
    const sku = await stocks('CHECKOUT-TEA', 10, '12.50');
    const placed = await ada.places({
      items: [{ sku, quantity: 2 }],
      card: 'pm_card_visa',
      contact: { email: 'ada.checkout@example.com', phone: '+442079460000' },
    });
    expect(placed).toMatchObject({ status: 'PENDING', version: 1, total: { amount: '25.00', currencyCode: 'USD' } });

    const order = await ada.comesToSee(placed.id, {
      status: 'PAID',
      failure: null,
      items: [{ quantity: 2, product: { sku, stock: { available: 8 } }, lineTotal: { amount: '25.00' } }],
      reservation: { status: 'HELD', lines: [{ quantity: 2, product: { sku } }] },
      payment: { status: 'CAPTURED', amount: { amount: '25.00', currencyCode: 'USD' } },
      history: [{ to: 'PENDING' }, { from: 'PENDING', to: 'PAID' }],
    });
    expect(order.nextStatuses).toContain('CANCELLED');
    expect(await provider.capturedFor(placed.id)).toEqual([{ amountMinor: 2500, currency: 'usd' }]);
    expect(await stockOf(sku)).toEqual({ onHand: 10, reserved: 2, available: 8 });

    await eventually(async () => {
      expect(await mailbox.subjectsTo('ada.checkout@example.com')).toEqual([expect.stringContaining(placed.number)]);
      expect(await mailbox.textsTo('+442079460000')).toEqual([expect.stringContaining(placed.number)]);
    });
    await ada.comesToSee(placed.id, {
      notifications: expect.arrayContaining([
        expect.objectContaining({ channel: 'EMAIL', type: 'ORDER_CONFIRMED', status: 'SENT' }),
        expect.objectContaining({ channel: 'SMS', type: 'ORDER_CONFIRMED', status: 'SENT' }),
      ]),
    });
  });

  it('tells its story: every event of every context, each with the same correlation', async () => {
    const sku = await stocks('CHECKOUT-STORY', 10);
    const placed = await ada.places({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa' });
    const order = await ada.comesToSee(placed.id, { status: 'PAID' });
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

describe('an order for more than there is', () => {
  it('fails whole, charges nothing and is told to the customer', async () => {
    const plenty = await stocks('SHORT-PLENTY', 10);
    const scarce = await stocks('SHORT-SCARCE', 1);
    const placed = await ada.places({
      items: [
        { sku: plenty, quantity: 3 },
        { sku: scarce, quantity: 2 },
      ],
      card: 'pm_card_visa',
      contact: { email: 'ada.short@example.com' },
    });
    await ada.comesToSee(placed.id, { status: 'FAILED', failure: { code: 'OUT_OF_STOCK' }, nextStatuses: [] });
    expect(await provider.capturedFor(placed.id)).toEqual([]);
    expect(await stockOf(plenty)).toMatchObject({ reserved: 0, available: 10 });
    expect(await stockOf(scarce)).toMatchObject({ reserved: 0, available: 1 });
    await ada.comesToSee(placed.id, { notifications: [{ channel: 'EMAIL', type: 'ORDER_FAILED', status: 'SENT' }] });
  });
});

describe('an order whose payment is declined', () => {
  it.each([
    ['DECLINED-CARD', 'pm_card_chargeDeclined'],
    ['DECLINED-FUNDS', 'pm_card_chargeDeclinedInsufficientFunds'],
  ])('gives its stock back (%s)', async (sku, card) => {
    await stocks(sku, 5);
    const placed = await ada.places({
      items: [{ sku, quantity: 2 }],
      card,
      contact: { email: `${sku.toLowerCase()}@example.com` },
    });
    await ada.comesToSee(placed.id, {
      status: 'FAILED',
      failure: { code: 'PAYMENT_DECLINED' },
      reservation: { status: 'RELEASED' },
      notifications: [{ type: 'ORDER_FAILED', status: 'SENT' }],
    });
    expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect(await provider.capturedFor(placed.id)).toEqual([]);
  });
});

describe('an order placed without a payment method', () => {
  it('waits for payOrder and goes on', async () => {
    const sku = await stocks('LATER-TEA', 5);
    const placed = await ada.places({ items: [{ sku, quantity: 1 }] });
    await ada.comesToSee(placed.id, {
      status: 'PENDING',
      reservation: { status: 'HELD' },
      payment: { status: 'PENDING' },
    });
    expect((await ada.pays(placed.id, 'pm_card_visa')).userErrors).toEqual([]);
    await ada.comesToSee(placed.id, { status: 'PAID', payment: { status: 'CAPTURED' } });
    expect(await provider.capturedFor(placed.id)).toHaveLength(1);
  });

  it('stays payable after a decline', async () => {
    const sku = await stocks('LATER-TWICE', 5);
    const placed = await ada.places({ items: [{ sku, quantity: 1 }] });
    await ada.comesToSee(placed.id, { reservation: { status: 'HELD' }, payment: { status: 'PENDING' } });
    await ada.pays(placed.id, 'pm_card_chargeDeclined');
    const waiting = await ada.comesToSee(placed.id, {
      status: 'PENDING',
      payment: { attempts: [{ outcome: expect.any(String) }] },
    });
    expect(waiting.reservation?.status).toBe('HELD');
    await eventually(async () => {
      expect((await ada.pays(placed.id, 'pm_card_visa')).userErrors).toEqual([]);
    });
    await ada.comesToSee(placed.id, { status: 'PAID' });
    expect(await provider.capturedFor(placed.id)).toHaveLength(1);
  });
});

describe('a cancellation', () => {
  it('of a paid order releases the stock and gives the money back', async () => {
    const sku = await stocks('CANCEL-PAID', 5, '10.00');
    const placed = await ada.places({
      items: [{ sku, quantity: 2 }],
      card: 'pm_card_visa',
      contact: { email: 'ada.cancel@example.com' },
    });
    await ada.comesToSee(placed.id, { status: 'PAID' });
    expect(await ada.cancels(placed.id, 'Ordered twice.')).toMatchObject({
      subject: { status: 'CANCELLED' },
      userErrors: [],
    });
    await ada.comesToSee(placed.id, {
      status: 'CANCELLED',
      reservation: { status: 'RELEASED' },
      payment: { status: 'REFUNDED', refundedAmount: { amount: '20.00' } },
      notifications: expect.arrayContaining([
        expect.objectContaining({ type: 'ORDER_CANCELLED', status: 'SENT' }),
        expect.objectContaining({ type: 'REFUND_ISSUED', status: 'SENT' }),
      ]),
    });
    expect(await provider.balanceOf(placed.id)).toBe(0);
    expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  it('of a pending order releases the stock; nothing was charged', async () => {
    const sku = await stocks('CANCEL-PENDING', 5);
    const placed = await ada.places({ items: [{ sku, quantity: 2 }] });
    await ada.comesToSee(placed.id, { reservation: { status: 'HELD' } });
    await ada.cancels(placed.id);
    await ada.comesToSee(placed.id, { status: 'CANCELLED', reservation: { status: 'RELEASED' } });
    expect(await provider.capturedFor(placed.id)).toEqual([]);
  });

  it('may come at any moment of the saga', async () => {
    const sku = await stocks('CANCEL-ANYTIME', 40);
    const moments = Array.from({ length: 20 }, (_, moment) => moment);
    const ids = await Promise.all(
      moments.map(async (moment) => {
        const { id } = await ada.places({ items: [{ sku, quantity: 2 }], card: 'pm_card_visa' });
        // Each reads the order a different number of times first, so that the cancellations spread over the saga.
        for (let reads = 0; reads < moment; reads += 1) await ada.sees(id);
        await ada.cancels(id);
        return id;
      }),
    );
    for (const id of ids) await ada.comesToSee(id, { status: 'CANCELLED', reservation: { status: 'RELEASED' } });
    await eventually(async () => {
      expect(await Promise.all(ids.map((id) => provider.balanceOf(id)))).toEqual(ids.map(() => 0));
      expect(await stockOf(sku)).toEqual({ onHand: 40, reserved: 0, available: 40 });
    });
  });

  it('of a settled order is refused and changes nothing', async () => {
    const sku = await stocks('CANCEL-LATE', 1);
    const placed = await ada.places({ items: [{ sku, quantity: 5 }], card: 'pm_card_visa' });
    const failed = await ada.comesToSee(placed.id, { status: 'FAILED' });
    const { subject, userErrors } = await ada.cancels(placed.id);
    expect(userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
    expect(subject === null || subject.status === 'FAILED').toBe(true);
    expect((await olga.sees(placed.id))?.version).toBe(failed.version);
  });
});
