import { eventually } from '@oms/testing';
import { connect, type JetStreamManager, type NatsConnection } from 'nats';
import { fingerprint } from '../harness/audit';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';

const streams = ['ORDERS', 'INVENTORY', 'PAYMENTS', 'NOTIFICATIONS'];
const ORDERS = 20;

describe('the loss of every stream', () => {
  let under: SystemUnderTest;
  let connection: NatsConnection;
  let manager: JetStreamManager;

  beforeAll(async () => {
    under = await startSystemUnderTest();
    connection = await connect({ servers: under.system.natsUrl });
    manager = await connection.jetstreamManager();
  });

  afterAll(async () => {
    await connection.close();
    await under.remove();
  });

  it('changes no row and sends no mail, and the next order goes through', async () => {
    const { ada, stocks, mailbox } = under.shop;
    const sku = await stocks('REPLAY-TEA', ORDERS / 2);
    const contact = { email: 'ada.replay@example.com' };
    const place = (of: string) => ada.places({ items: [{ sku: of, quantity: 1 }], card: 'pm_card_visa', contact });
    const orders = await Promise.all(Array.from({ length: ORDERS }, () => place(sku)));
    for (const { id } of orders) await ada.comesToSee(id, { notifications: [{ status: 'SENT' }] });
    const before = await eventually(async () => {
      const [one, other] = [await fingerprint(under.addresses), await fingerprint(under.addresses)];
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
    expect(await fingerprint(under.addresses)).toEqual(before);
    expect(await mailbox.all()).toEqual(mails);

    const next = await place(await stocks('AFTER-TEA', 1));
    await ada.comesToSee(next.id, { notifications: [{ status: 'SENT' }] });
  });
});
