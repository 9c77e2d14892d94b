import type { Actor, Id } from '@oms/kernel';
import { inMemoryNotificationRepository } from '../testing/in-memory-notification-repository';
import { adasOrder, confirmation } from '../testing/notification-repository-contract';
import { getNotification, getNotificationsOfOrders, listNotifications } from './get-notifications';

const actor = (id: string, ...scopes: readonly string[]): Actor => ({ id, scopes: new Set(scopes) });

const ada = actor('ada');
const grace = actor('grace', 'orders:read');
const operators = [actor('olga', 'orders:operate'), actor('omar', 'notifications:manage')];

const notified = async () => {
  const { notifications, views } = inMemoryNotificationRepository();
  await notifications.add([confirmation]);
  const [notification] = await views.ofOrders([adasOrder.orderId]);
  if (notification === undefined) throw new Error('One was added.');
  return { views, notification };
};

describe('a notification', () => {
  it('is seen by its customer and by operators, and by nobody else', async () => {
    const { views, notification } = await notified();
    for (const allowed of [ada, ...operators])
      expect(await getNotification(views)(notification.id, allowed)).toEqual(notification);
    for (const refused of [grace, undefined])
      expect(await getNotification(views)(notification.id, refused)).toBeUndefined();
  });

  it('that does not exist is not found', async () => {
    const { views } = await notified();
    expect(await getNotification(views)('unknown' as Id<'Notification'>, operators[0])).toBeUndefined();
  });
});

describe('the notifications of orders', () => {
  const other = '0192f0c1-7a10-7000-8000-00000000bead' as Id<'Order'>;

  it('are given for each order, to its customer and to operators', async () => {
    const { views, notification } = await notified();
    const found = [
      { orderId: other, notifications: [] },
      { orderId: adasOrder.orderId, notifications: [notification] },
    ];
    for (const allowed of [ada, ...operators])
      expect(await getNotificationsOfOrders(views)([other, adasOrder.orderId], allowed)).toEqual(found);
  });

  it('are hidden from other customers', async () => {
    const { views } = await notified();
    for (const refused of [grace, undefined])
      expect(await getNotificationsOfOrders(views)([adasOrder.orderId], refused)).toEqual([
        { orderId: adasOrder.orderId, notifications: [] },
      ]);
  });
});

describe('the list of notifications', () => {
  it('is that of all customers, as filtered', async () => {
    const { views, notification } = await notified();
    const page = { first: 20, after: undefined };
    expect((await listNotifications(views)({}, page)).items.map(({ node }) => node)).toEqual([notification]);
    expect((await listNotifications(views)({ channel: 'SMS' }, page)).items).toEqual([]);
  });
});
