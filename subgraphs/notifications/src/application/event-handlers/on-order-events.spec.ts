import { inMemoryNotificationRepository } from '../testing/in-memory-notification-repository';
import { adasOrder } from '../testing/notification-repository-contract';
import {
  onOrderCancelled,
  onOrderCreated,
  onOrderFailed,
  onOrderPaid,
  onPaymentRefunded,
  OrderNotKnown,
  type OrderEvent,
} from './on-order-events';

const event: OrderEvent = {
  eventId: '0192f0c1-7a10-7000-8000-0000000000e1',
  causation: { correlationId: 'a-checkout' },
  orderId: adasOrder.orderId,
};

const ordered = async (contact = adasOrder.contact) => {
  const store = inMemoryNotificationRepository();
  await onOrderCreated(store, [{ ...adasOrder, contact }]);
  return store;
};

describe('a customer', () => {
  it('is notified by each channel of which they gave an address, once, however often the event arrives', async () => {
    const store = await ordered();
    await onOrderPaid(store, [event]);
    await onOrderPaid(store, [event]);
    const about = { orderId: adasOrder.orderId, customerId: 'ada', kind: 'ORDER_CONFIRMED', status: 'QUEUED' };
    expect(await store.views.ofOrders([adasOrder.orderId])).toMatchObject([
      { ...about, channel: 'EMAIL', recipient: 'ada@example.com', subject: 'Your order 7K2M-9QXD is confirmed' },
      { ...about, channel: 'SMS', recipient: '+4930123456', subject: null },
    ]);
  });

  it('who gave no address is not notified', async () => {
    const store = await ordered({ email: null, phone: null });
    await onOrderPaid(store, [event]);
    expect(await store.views.ofOrders([adasOrder.orderId])).toEqual([]);
  });

  it('of an order without addresses causes no statement', async () => {
    const { orderCopies } = await ordered({ email: null, phone: null });
    const refusing = { add: () => Promise.reject(new Error('Nothing is to be added.')) };
    await expect(onOrderPaid({ orderCopies, notifications: refusing }, [event])).resolves.toBeUndefined();
  });

  it('cannot be notified of an order that is not known yet', async () => {
    const store = inMemoryNotificationRepository();
    const notified = onOrderPaid(store, [event]);
    await expect(notified).rejects.toThrow(OrderNotKnown);
    await expect(notified).rejects.toThrow(`Order ${adasOrder.orderId} is not known`);
    await expect(notified).rejects.toMatchObject({ name: 'OrderNotKnown' });
  });

  it('reads why the order failed, why it was cancelled, and how much was refunded', async () => {
    const store = await ordered({ email: null, phone: '+4930123456' });
    const bodyOf = async (notify: (of: OrderEvent) => Promise<void>, eventId: string): Promise<unknown> => {
      await notify({ ...event, eventId });
      const latest = (await store.views.ofOrders([adasOrder.orderId])).at(-1);
      return [latest?.kind, latest?.body];
    };
    expect(await bodyOf((of) => onOrderFailed(store, [{ ...of, reason: 'Sold out.' }]), 'e1')).toEqual([
      'ORDER_FAILED',
      expect.stringContaining('Reason: Sold out.'),
    ]);
    expect(await bodyOf((of) => onOrderCancelled(store, [{ ...of, reason: 'Ordered twice.' }]), 'e2')).toEqual([
      'ORDER_CANCELLED',
      expect.stringContaining('Reason: Ordered twice.'),
    ]);
    const amount = { amountMinor: 300n, currency: 'USD' };
    expect(await bodyOf((of) => onPaymentRefunded(store, [{ ...of, amount }]), 'e3')).toEqual([
      'REFUND_ISSUED',
      expect.stringContaining('3.00 USD'),
    ]);
  });
});
