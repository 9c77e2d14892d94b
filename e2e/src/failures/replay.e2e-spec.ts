import { eventually } from '@oms/testing';
import { connect, type JetStreamManager, type NatsConnection } from 'nats';
import { fingerprint } from '../harness/audit';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';

const streams = ['ORDERS', 'INVENTORY', 'PAYMENTS', 'NOTIFICATIONS'];
const ORDERS = 20;

describe('a replay of every stream from its first message', () => {
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

  const consumersOf = async (stream: string) => manager.consumers.list(stream).next();

  const allIsHandled = async (): Promise<number> => {
    const consumers = (await Promise.all(streams.map(consumersOf))).flat();
    for (const { num_pending: pending, num_ack_pending: unacknowledged } of consumers)
      expect(pending + unacknowledged).toBe(0);
    return consumers.length;
  };

  it('changes no row and sends no mail', async () => {
    const { ada, stocks, mailbox } = under.shop;
    const sku = await stocks('REPLAY-TEA', ORDERS / 2);
    const contact = { email: 'ada.replay@example.com' };
    const place = () => ada.places({ items: [{ sku, quantity: 1 }], card: 'pm_card_visa', contact });
    const orders = await Promise.all(Array.from({ length: ORDERS }, place));
    for (const { id } of orders) await ada.comesToSee(id, { notifications: [{ status: 'SENT' }] });
    const consumersBefore = await eventually(allIsHandled);
    const before = await eventually(async () => {
      const [one, other] = [await fingerprint(under.addresses), await fingerprint(under.addresses)];
      expect(one).toEqual(other);
      return one;
    });
    const mails = await mailbox.all();

    for (const stream of streams)
      for (const { name } of await consumersOf(stream)) await manager.consumers.delete(stream, name);

    await eventually(
      async () => {
        expect(await allIsHandled()).toBe(consumersBefore);
      },
      { withinMs: 90_000 },
    );
    expect(await fingerprint(under.addresses)).toEqual(before);
    expect(await mailbox.all()).toEqual(mails);
  });
});
