import { eventually } from '@oms/testing';
import { logFilesContaining, columnsContaining, streamFilesContaining } from '../harness/stored-text';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';

describe('the token of a payment method', () => {
  let testSystem: SystemUnderTest;

  beforeAll(async () => {
    testSystem = await startSystemUnderTest({
      orders: { PAYMENT_METHOD_DEADLINE_MS: '4000', PAYMENT_DEADLINE_MS: '4000' },
    });
  });

  afterAll(() => testSystem.remove());

  const product = (): Promise<string> => testSystem.fixture.addProduct('TOKENS', 100);
  const placeOrderWith = async (card: string): Promise<string> => {
    const sku = await product();
    return (await testSystem.fixture.customer.placeOrder({ items: [{ sku, quantity: 1 }], card })).id;
  };
  const placeAndPayWith = async (card: string): Promise<string> => {
    const { customer } = testSystem.fixture;
    const { id } = await customer.placeOrder({ items: [{ sku: await product(), quantity: 1 }] });
    await eventually(async () => {
      expect((await customer.payOrder(id, card)).userErrors).toEqual([]);
    });
    return id;
  };
  const expectCharged = (id: string) =>
    eventually(async () => {
      expect(await testSystem.fixture.provider.capturedFor(id)).toHaveLength(1);
    });

  const expectErased = async (token: string): Promise<void> => {
    await eventually(
      async () => {
        expect(await columnsContaining(testSystem.addresses, token)).toEqual([]);
        expect(streamFilesContaining(testSystem.addresses, token)).toEqual([]);
      },
      { withinMs: 30_000 },
    );
    expect(logFilesContaining(testSystem.addresses, token, ['payment-provider'])).toEqual([]);
  };

  it('is stored while its attempt is under way, which proves that the search of these tests finds it', async () => {
    const token = 'pm_sim_webhook_only_9027';
    await placeOrderWith(token);
    await eventually(async () => {
      const columns = await columnsContaining(testSystem.addresses, token);
      expect(columns).toEqual(expect.arrayContaining(['orders.events.data', 'payments.attempts.method_token']));
      expect(streamFilesContaining(testSystem.addresses, token)).toHaveLength(1);
    });
  });

  it('is erased once the order is paid', async () => {
    const id = await placeOrderWith('pm_sim_delayed_21');
    await testSystem.fixture.customer.waitForOrder(id, { status: 'PAID' });
    await expectErased('pm_sim_delayed_21');
  });

  it('is erased once the payment is declined', async () => {
    const id = await placeOrderWith('pm_sim_delayed_declined_22');
    await testSystem.fixture.customer.waitForOrder(id, { status: 'FAILED' });
    await expectErased('pm_sim_delayed_declined_22');
  });

  it('is erased once the order is cancelled during the charge', async () => {
    const id = await placeOrderWith('pm_sim_delayed_1523');
    await expectCharged(id);
    expect((await testSystem.fixture.customer.cancelOrder(id)).userErrors).toEqual([]);
    await testSystem.fixture.customer.waitForOrder(id, { status: 'CANCELLED', payment: { status: 'REFUNDED' } });
    await expectErased('pm_sim_delayed_1523');
  });

  it('is erased once the order has failed for the payment deadline', async () => {
    const id = await placeOrderWith('pm_sim_late_6024');
    await testSystem.fixture.customer.waitForOrder(id, { status: 'FAILED', failure: { code: 'PAYMENT_TIMEOUT' } });
    await expectErased('pm_sim_late_6024');
  });

  it('of payOrder is erased once the order is paid', async () => {
    const id = await placeAndPayWith('pm_sim_delayed_25');
    await testSystem.fixture.customer.waitForOrder(id, { status: 'PAID' });
    await expectErased('pm_sim_delayed_25');
  });

  it('of payOrder is erased once the payment is declined and the order has failed', async () => {
    const id = await placeAndPayWith('pm_sim_delayed_declined_26');
    await testSystem.fixture.customer.waitForOrder(id, { status: 'FAILED', failure: { code: 'PAYMENT_TIMEOUT' } });
    await expectErased('pm_sim_delayed_declined_26');
  });
});
