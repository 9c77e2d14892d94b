import type { SendResult } from '../../domain/notification/delivery';
import { onOrderPaid } from '../event-handlers/on-order-events';
import type { Message } from '../ports/channels';
import { inMemoryNotificationRepository } from '../testing/in-memory-notification-repository';
import { adasOrder } from '../testing/notification-repository-contract';
import { deliverNotification } from './deliver-notification';

const LEASE_MS = 1_000;
const BACKOFF_MS = 100;
const retries = {
  policy: { attemptsMax: 2, backoffMs: BACKOFF_MS, backoffMaxMs: BACKOFF_MS },
  backoff: () => BACKOFF_MS,
};
const unavailable: SendResult = { kind: 'Unavailable', reason: 'It is down.' };

/** Notifications of a paid order whose customer gave these addresses, and channels that answer as given. */
const paidOrder = async ({ answer, phone = null }: { answer: SendResult; phone?: string | null }) => {
  const store = inMemoryNotificationRepository();
  await store.orderCopies.add([{ ...adasOrder, contact: { email: 'ada@example.com', phone } }]);
  const { orderId } = adasOrder;
  await onOrderPaid(store, [{ eventId: 'paid', causation: { correlationId: 'a-checkout' }, orderId }]);
  const mails: Message[] = [];
  const texts: Message[] = [];
  const channelTo = (sent: Message[]) => ({
    send: (message: Message): Promise<SendResult> => {
      sent.push(message);
      return Promise.resolve(answer);
    },
  });
  const deliver = deliverNotification({ EMAIL: channelTo(mails), SMS: channelTo(texts) }, retries);
  const deliverDue = async (): Promise<void> => {
    const due = await store.queue.claim({ limit: 10, leaseMs: LEASE_MS, except: [] });
    await store.queue.record(await Promise.all(due.map(deliver)));
  };
  return { ...store, mails, texts, deliverDue };
};

describe('a notification', () => {
  it('is sent by its channel, once', async () => {
    const phone = '+4930123456';
    const { mails, texts, published, views, deliverDue } = await paidOrder({ answer: { kind: 'Accepted' }, phone });
    await deliverDue();
    await deliverDue();
    expect(mails.map(({ recipient }) => recipient)).toEqual(['ada@example.com']);
    expect(texts.map(({ recipient }) => recipient)).toEqual([phone]);
    expect(published).toEqual(['NotificationSent', 'NotificationSent']);
    expect((await views.ofOrders([adasOrder.orderId])).map(({ status }) => status)).toEqual(['SENT', 'SENT']);
  });

  it('is tried again while its channel is unavailable, and fails in the end', async () => {
    const { mails, published, views, pass, deliverDue } = await paidOrder({ answer: unavailable });
    await deliverDue();
    await deliverDue();
    expect(mails).toHaveLength(1);
    pass(BACKOFF_MS);
    await deliverDue();
    expect(mails).toHaveLength(2);
    expect(published).toEqual(['NotificationFailed']);
    expect(await views.ofOrders([adasOrder.orderId])).toMatchObject([{ status: 'FAILED', error: 'It is down.' }]);
  });

  it('is sent at the last attempt too', async () => {
    const { mails, queue, pass, published, deliverDue } = await paidOrder({ answer: { kind: 'Accepted' } });
    await queue.claim({ limit: 1, leaseMs: LEASE_MS, except: [] });
    pass(LEASE_MS);
    await deliverDue();
    expect(mails).toHaveLength(1);
    expect(published).toEqual(['NotificationSent']);
  });

  it('that ended the process at each attempt fails without being sent once more', async () => {
    const { mails, queue, views, pass, published, deliverDue } = await paidOrder({ answer: { kind: 'Accepted' } });
    for (let attempts = 1; attempts <= retries.policy.attemptsMax; attempts += 1) {
      await queue.claim({ limit: 1, leaseMs: LEASE_MS, except: [] });
      pass(LEASE_MS);
    }
    await deliverDue();
    expect(mails).toEqual([]);
    expect(published).toEqual(['NotificationFailed']);
    expect(await views.ofOrders([adasOrder.orderId])).toMatchObject([
      { status: 'FAILED', error: 'The outcome of every attempt is unknown.' },
    ]);
  });
});
