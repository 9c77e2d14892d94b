import { eventually } from '@oms/testing';
import { shop } from '../harness/shared-shop';

const { ada, provider, stocks, stockOf } = shop();

describe('a provider that leaves us in the dark', () => {
  it.each([
    ['never answers after charging', 'pm_sim_silent'],
    ['answers 500 after charging', 'pm_sim_error_500'],
    ['resets the connection after charging', 'pm_sim_reset'],
    ['settles by webhook only', 'pm_sim_webhook_only_300'],
    ['answers after a delay', 'pm_sim_delayed_500'],
  ])('that %s is asked by our own reference, and never charges twice', async (_what, card) => {
    const sku = await stocks(`DARK-${card.toUpperCase().replaceAll('_', '-')}`, 5, '10.00');
    const { id } = await ada.places({ items: [{ sku, quantity: 1 }], card });
    await ada.comesToSee(id, { status: 'PAID', payment: { status: 'CAPTURED' } });
    expect(await provider.capturedFor(id)).toEqual([{ amountMinor: 1000, currency: 'usd' }]);
  });

  it('gives back by itself a charge that turns up after the order was cancelled', async () => {
    const sku = await stocks('DARK-LATE', 5, '10.00');
    const { id } = await ada.places({ items: [{ sku, quantity: 1 }], card: 'pm_sim_silent' });
    await eventually(async () => {
      expect(await provider.capturedFor(id)).toHaveLength(1);
    });
    const { userErrors } = await ada.cancels(id);
    expect(userErrors).toEqual([]);
    await ada.comesToSee(id, {
      status: 'CANCELLED',
      payment: { status: 'REFUNDED' },
      reservation: { status: 'RELEASED' },
    });
    expect(await provider.balanceOf(id)).toBe(0);
    expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });
});
