import { eventually } from '@oms/testing';
import { sharedFixture } from '../harness/shared-fixture';

const { customer, provider, addProduct, getStock } = sharedFixture();

describe('a payment provider whose outcome is uncertain', () => {
  it.each([
    ['never answers after charging', 'pm_sim_silent'],
    ['answers 500 after charging', 'pm_sim_error_500'],
    ['resets the connection after charging', 'pm_sim_reset'],
    ['settles by webhook only', 'pm_sim_webhook_only_300'],
    ['answers after a delay', 'pm_sim_delayed_500'],
  ])('that %s is queried by our own reference, and charges once', async (_what, card) => {
    const sku = await addProduct(`UNCERTAIN-${card.toUpperCase().replaceAll('_', '-')}`, 5, '10.00');
    const { id } = await customer.placeOrder({ items: [{ sku, quantity: 1 }], card });
    await customer.waitForOrder(id, { status: 'PAID', payment: { status: 'CAPTURED' } });
    expect(await provider.capturedFor(id)).toEqual([{ amountMinor: 1000, currency: 'usd' }]);
  });

  it('has a charge refunded that is discovered after the order was cancelled', async () => {
    const sku = await addProduct('UNCERTAIN-LATE', 5, '10.00');
    const { id } = await customer.placeOrder({ items: [{ sku, quantity: 1 }], card: 'pm_sim_silent' });
    await eventually(async () => {
      expect(await provider.capturedFor(id)).toHaveLength(1);
    });
    const { userErrors } = await customer.cancelOrder(id);
    expect(userErrors).toEqual([]);
    await customer.waitForOrder(id, {
      status: 'CANCELLED',
      payment: { status: 'REFUNDED' },
      reservation: { status: 'RELEASED' },
    });
    expect(await provider.balanceOf(id)).toBe(0);
    expect(await getStock(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });
});
