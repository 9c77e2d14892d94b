import { eventually } from '@oms/testing';
import { logsWith, placesOf, streamsWith } from '../harness/dump';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';

describe('the token of a payment method', () => {
  let under: SystemUnderTest;

  beforeAll(async () => {
    under = await startSystemUnderTest({ orders: { PAYMENT_METHOD_DEADLINE_MS: '4000', PAYMENT_DEADLINE_MS: '4000' } });
  });

  afterAll(() => under.remove());

  const product = (): Promise<string> => under.shop.stocks('TOKENS', 100);
  const orderedWith = async (card: string): Promise<string> => {
    const sku = await product();
    return (await under.shop.ada.places({ items: [{ sku, quantity: 1 }], card })).id;
  };
  const orderedAndPaidWith = async (card: string): Promise<string> => {
    const { ada } = under.shop;
    const { id } = await ada.places({ items: [{ sku: await product(), quantity: 1 }] });
    await eventually(async () => {
      expect((await ada.pays(id, card)).userErrors).toEqual([]);
    });
    return id;
  };
  const charged = (id: string) =>
    eventually(async () => {
      expect(await under.shop.provider.capturedFor(id)).toHaveLength(1);
    });

  const isNowhere = async (token: string): Promise<void> => {
    await eventually(
      async () => {
        expect(await placesOf(under.addresses, token)).toEqual([]);
        expect(streamsWith(under.addresses, token)).toEqual([]);
      },
      { withinMs: 30_000 },
    );
    expect(logsWith(under.addresses, token, ['payment-provider'])).toEqual([]);
  };

  it('lies in the database while its attempt is under way, so that this test can find it', async () => {
    const token = 'pm_sim_webhook_only_9027';
    await orderedWith(token);
    await eventually(async () => {
      const places = await placesOf(under.addresses, token);
      expect(places).toEqual(expect.arrayContaining(['orders.events.data', 'payments.attempts.method_token']));
      expect(streamsWith(under.addresses, token)).toHaveLength(1);
    });
  });

  it('is erased once the order is paid', async () => {
    const id = await orderedWith('pm_sim_delayed_21');
    await under.shop.ada.comesToSee(id, { status: 'PAID' });
    await isNowhere('pm_sim_delayed_21');
  });

  it('is erased once the payment is declined', async () => {
    const id = await orderedWith('pm_sim_delayed_declined_22');
    await under.shop.ada.comesToSee(id, { status: 'FAILED' });
    await isNowhere('pm_sim_delayed_declined_22');
  });

  it('is erased once the order is cancelled while it is charged', async () => {
    const id = await orderedWith('pm_sim_delayed_1523');
    await charged(id);
    expect((await under.shop.ada.cancels(id)).userErrors).toEqual([]);
    await under.shop.ada.comesToSee(id, { status: 'CANCELLED', payment: { status: 'REFUNDED' } });
    await isNowhere('pm_sim_delayed_1523');
  });

  it('is erased once the order has failed because the provider took too long', async () => {
    const id = await orderedWith('pm_sim_late_6024');
    await under.shop.ada.comesToSee(id, { status: 'FAILED', failure: { code: 'PAYMENT_TIMEOUT' } });
    await isNowhere('pm_sim_late_6024');
  });

  it('that was given by payOrder is erased once the order is paid', async () => {
    const id = await orderedAndPaidWith('pm_sim_delayed_25');
    await under.shop.ada.comesToSee(id, { status: 'PAID' });
    await isNowhere('pm_sim_delayed_25');
  });

  it('that was given by payOrder is erased once it is declined, and once the order is given up', async () => {
    const id = await orderedAndPaidWith('pm_sim_delayed_declined_26');
    await under.shop.ada.comesToSee(id, { status: 'FAILED', failure: { code: 'PAYMENT_TIMEOUT' } });
    await isNowhere('pm_sim_delayed_declined_26');
  });
});
