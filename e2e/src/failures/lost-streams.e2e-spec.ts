import { eventually } from '@oms/testing';
import { connect, type JetStreamManager, type NatsConnection } from 'nats';
import { fingerprint } from '../harness/audit';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';

const streams = ['ORDERS', 'INVENTORY', 'PAYMENTS', 'NOTIFICATIONS'];
const ORDERS = 20;

describe('the loss of every stream', () => {
  let testSystem: SystemUnderTest;
  let connection: NatsConnection;
  let manager: JetStreamManager;

  beforeAll(async () => {
    testSystem = await startSystemUnderTest();
    connection = await connect({ servers: testSystem.system.natsUrl });
    manager = await connection.jetstreamManager();
  });

  afterAll(async () => {
    await connection.close();
    await testSystem.remove();
  });

  it('changes no row and sends no mail, and the next order succeeds', async () => {
    const { customer, addProduct, mailbox } = testSystem.fixture;
    const initialSku = await addProduct('REPLAY-TEA', ORDERS / 2);
    const contact = { email: 'ada.replay@example.com' };
    const place = (sku: string) =>
      customer.placeOrder({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa', contact });
    const orders = await Promise.all(Array.from({ length: ORDERS }, () => place(initialSku)));
    for (const { id } of orders) await customer.waitForOrder(id, { notifications: [{ status: 'SENT' }] });
    const before = await eventually(async () => {
      const [one, other] = [await fingerprint(testSystem.addresses), await fingerprint(testSystem.addresses)];
      expect(one).toEqual(other);
      return one;
    });
    const mails = await mailbox.all();

    for (const stream of streams) await manager.streams.delete(stream);
    await eventually(
      async () => {
        for (const stream of streams) await manager.streams.info(stream);
      },
      { withinMs: 30_000 },
    );
    expect(await fingerprint(testSystem.addresses)).toEqual(before);
    expect(await mailbox.all()).toEqual(mails);

    const next = await place(await addProduct('AFTER-TEA', 1));
    await customer.waitForOrder(next.id, { notifications: [{ status: 'SENT' }] });
  });
});
