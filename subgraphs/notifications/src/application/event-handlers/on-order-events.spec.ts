import type { Delivery } from '../domain/delivery';
import { sendMessage } from './deliver-messages';
import type { Channels } from './ports/channels';
import type { Deliveries } from './ports/customer-messages';
import type { OutgoingMessage } from './ports/channels';
import { getNotification, getNotificationsOfOrders } from './see-notifications';
import { OrderNotKnown, tellCustomers, type News } from './tell-customers';
import { inMemoryNotifications } from './testing/in-memory-notifications';
import { adasOrder } from './testing/notifications-contract';

const paid: News = {
  eventId: '0192f0c1-7a10-7000-8000-0000000000e1',
  orderId: adasOrder.orderId,
  kind: 'ORDER_CONFIRMED',
  reason: null,
  refunded: null,
};
const LEASE_MS = 1_000;
const patience = { attemptsMax: 2, backoffMs: 100, backoffMaxMs: 100 };

/** Channels that answer as they are told to, and keep what they were given. */
const channelsThat = (...answers: readonly Delivery[]) => {
  const taken: OutgoingMessage[] = [];
  const send = (message: OutgoingMessage): Promise<Delivery> => {
    const answer = answers[Math.min(taken.length, answers.length - 1)] ?? { kind: 'delivered' };
    taken.push(message);
    return Promise.resolve(answer);
  };
  return { taken, EMAIL: send, SMS: send };
};

/** Claims all that is due and makes one attempt of each. */
const deliverDue = (deliveries: Deliveries, channels: Channels) => async (): Promise<void> => {
  const due = await deliveries.claim({ limit: 10, leaseMs: LEASE_MS, except: [] });
  const records = await Promise.all(due.map(sendMessage(deliveries, channels, patience)));
  await Promise.all(records.map((record) => record()));
};

describe('a customer', () => {
  it('is told by each channel that they gave, once, however often the event comes', async () => {
    const { orders, outgoing, deliveries, views, said } = inMemoryNotifications();
    await orders.remember([adasOrder]);
    await tellCustomers(orders, outgoing)([paid]);
    await tellCustomers(orders, outgoing)([paid]);
    const channels = channelsThat({ kind: 'delivered' });
    await deliverDue(deliveries, channels)();
    await deliverDue(deliveries, channels)();
    expect(channels.taken.map(({ recipient }) => recipient)).toEqual(['ada@example.com', '+4930123456']);
    expect(said).toEqual(['NotificationSent', 'NotificationSent']);
    expect((await views.ofOrders([adasOrder.orderId])).map(({ status }) => status)).toEqual(['SENT', 'SENT']);
  });

  it('who gave no contact is told nothing', async () => {
    const { orders, outgoing, views } = inMemoryNotifications();
    await orders.remember([{ ...adasOrder, contact: { email: null, phone: null } }]);
    await tellCustomers(orders, outgoing)([paid]);
    expect(await views.ofOrders([adasOrder.orderId])).toEqual([]);
  });

  it('is not told of an order that is not known yet', async () => {
    const { orders, outgoing } = inMemoryNotifications();
    await expect(tellCustomers(orders, outgoing)([paid])).rejects.toThrow(OrderNotKnown);
  });
});

describe('a channel that is down', () => {
  it('is tried again, and given up in the end', async () => {
    const { orders, outgoing, deliveries, pass, said } = inMemoryNotifications();
    await orders.remember([{ ...adasOrder, contact: { email: 'ada@example.com', phone: null } }]);
    await tellCustomers(orders, outgoing)([paid]);
    const channels = channelsThat({ kind: 'notNow', reason: 'It is down.' });
    const deliver = deliverDue(deliveries, channels);
    await deliver();
    await deliver();
    expect(channels.taken).toHaveLength(1);
    pass(patience.backoffMs);
    await deliver();
    expect(channels.taken).toHaveLength(2);
    expect(said).toEqual(['NotificationFailed']);
  });
});

describe('a message that ended the process at each attempt', () => {
  it('is given up without being sent once more', async () => {
    const { orders, outgoing, deliveries, pass, said } = inMemoryNotifications();
    await orders.remember([{ ...adasOrder, contact: { email: 'ada@example.com', phone: null } }]);
    await tellCustomers(orders, outgoing)([paid]);
    for (let attempts = 1; attempts <= patience.attemptsMax; attempts += 1) {
      await deliveries.claim({ limit: 1, leaseMs: LEASE_MS, except: [] });
      pass(LEASE_MS);
    }
    const channels = channelsThat({ kind: 'delivered' });
    await deliverDue(deliveries, channels)();
    expect(channels.taken).toEqual([]);
    expect(said).toEqual(['NotificationFailed']);
  });
});

describe('a notification', () => {
  it('of somebody else’s order looks like none', async () => {
    const { orders, outgoing, views } = inMemoryNotifications();
    await orders.remember([adasOrder]);
    await tellCustomers(orders, outgoing)([paid]);
    const ids = [adasOrder.orderId];
    const ada = { customerId: 'ada', seesAll: false };
    const grace = { customerId: 'grace', seesAll: false };
    const operator = { customerId: 'olga', seesAll: true };
    const [mine] = await getNotificationsOfOrders(views)(ids, ada);
    expect(await getNotificationsOfOrders(views)(ids, grace)).toEqual([]);
    expect(await getNotificationsOfOrders(views)(ids, operator)).toHaveLength(2);
    expect(await getNotification(views)(mine?.id ?? '', grace)).toBeUndefined();
    expect(await getNotification(views)(mine?.id ?? '', ada)).toEqual(mine);
  });
});
