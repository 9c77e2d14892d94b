import { eventually } from '@oms/testing';
import { audit } from '../harness/audit';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';

describe('a saga that waits in vain', () => {
  let under: SystemUnderTest;

  beforeAll(async () => {
    under = await startSystemUnderTest({
      orders: { RESERVATION_DEADLINE_MS: '1500', PAYMENT_METHOD_DEADLINE_MS: '1500', PAYMENT_DEADLINE_MS: '1500' },
    });
  });

  afterAll(() => under.remove());

  it('for payOrder gives the order up, and its stock is back on sale', async () => {
    const { ada, stocks, stockOf } = under.shop;
    const sku = await stocks('WAIT-METHOD', 5);
    const { id } = await ada.places({ items: [{ sku, quantity: 2 }] });
    await ada.comesToSee(id, {
      status: 'FAILED',
      failure: { code: 'PAYMENT_TIMEOUT' },
      reservation: { status: 'RELEASED' },
    });
    expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect((await ada.pays(id, 'pm_card_visa')).userErrors).toMatchObject([{ code: 'ORDER_NOT_PAYABLE' }]);
  });

  it('for the provider gives the order up, and a charge that turns up later is given back', async () => {
    const { ada, stocks, stockOf, provider } = under.shop;
    const sku = await stocks('WAIT-PROVIDER', 5);
    const { id } = await ada.places({ items: [{ sku, quantity: 2 }], card: 'pm_sim_late_4000' });
    await ada.comesToSee(id, {
      status: 'FAILED',
      failure: { code: 'PAYMENT_TIMEOUT' },
      reservation: { status: 'RELEASED' },
    });
    await eventually(
      async () => {
        expect(await provider.capturedFor(id)).toHaveLength(1);
        expect(await provider.balanceOf(id)).toBe(0);
      },
      { withinMs: 60_000 },
    );
    expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  it('for inventory gives the order up, and inventory does not reserve for it when it is back', async () => {
    const { ada, stocks, stockOf } = under.shop;
    const sku = await stocks('WAIT-STOCK', 5);
    await eventually(async () => {
      expect(await ada.triesToPlace({ items: [{ sku, quantity: 1 }] })).toMatchObject({ userErrors: [] });
    });
    await under.system.process('inventory').kill({ stayDown: true });
    const { id } = await ada.places({ items: [{ sku, quantity: 2 }], card: 'pm_card_visa' });
    await eventually(async () => {
      const query = `query($id: ID!) { order(id: $id) { status failure { code } } }`;
      expect(await ada.client.ask(query, { id })).toEqual({
        order: { status: 'FAILED', failure: { code: 'RESERVATION_TIMEOUT' } },
      });
    });
    await under.system.process('inventory').start();
    await eventually(
      async () => {
        expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
        expect(await audit(under.addresses)).toEqual([]);
      },
      { withinMs: 60_000 },
    );
  });
});
