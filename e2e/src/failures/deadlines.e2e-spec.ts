import { eventually } from '@oms/testing';
import { audit } from '../harness/audit';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';

describe('a saga whose deadline passes', () => {
  let testSystem: SystemUnderTest;

  beforeAll(async () => {
    testSystem = await startSystemUnderTest({
      orders: { RESERVATION_DEADLINE_MS: '1500', PAYMENT_METHOD_DEADLINE_MS: '1500', PAYMENT_DEADLINE_MS: '1500' },
    });
  });

  afterAll(() => testSystem.remove());

  it('while it waits for payOrder fails the order and releases its stock', async () => {
    const { customer, addProduct, getStock } = testSystem.fixture;
    const sku = await addProduct('WAIT-METHOD', 5);
    const { id } = await customer.placeOrder({ items: [{ sku, quantity: 2 }] });
    await customer.waitForOrder(id, {
      status: 'FAILED',
      failure: { code: 'PAYMENT_TIMEOUT' },
      reservation: { status: 'RELEASED' },
    });
    expect(await getStock(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect((await customer.payOrder(id, 'pm_card_visa')).userErrors).toMatchObject([{ code: 'ORDER_NOT_PAYABLE' }]);
  });

  it('while it waits for the provider fails the order, and a later charge is refunded', async () => {
    const { customer, addProduct, getStock, provider } = testSystem.fixture;
    const sku = await addProduct('WAIT-PROVIDER', 5);
    const { id } = await customer.placeOrder({ items: [{ sku, quantity: 2 }], card: 'pm_sim_late_4000' });
    await customer.waitForOrder(id, {
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
    expect(await getStock(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  it('while it waits for inventory fails the order, and inventory reserves nothing after its restart', async () => {
    const { customer, addProduct, getStock } = testSystem.fixture;
    const sku = await addProduct('WAIT-STOCK', 5);
    await eventually(async () => {
      expect(await customer.tryToPlaceOrder({ items: [{ sku, quantity: 1 }] })).toMatchObject({ userErrors: [] });
    });
    await testSystem.system.process('inventory').kill({ stayDown: true });
    const { id } = await customer.placeOrder({ items: [{ sku, quantity: 2 }], card: 'pm_card_visa' });
    await eventually(async () => {
      const query = `query($id: ID!) { order(id: $id) { status failure { code } } }`;
      expect(await customer.client.request(query, { id })).toEqual({
        order: { status: 'FAILED', failure: { code: 'RESERVATION_TIMEOUT' } },
      });
    });
    await testSystem.system.process('inventory').start();
    await eventually(
      async () => {
        expect(await getStock(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
        expect(await audit(testSystem.addresses)).toEqual([]);
      },
      { withinMs: 60_000 },
    );
  });
});
