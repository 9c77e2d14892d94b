import type { Causation, Id } from '@oms/kernel';
import { recipientsOf } from '../../domain/notification/notification';
import type { Money, OrderCopy } from '../../domain/notification/order-copy';
import { messageText, type TemplateValues } from '../../domain/notification/templates';
import type { NewNotification, NotificationRepository } from '../ports/notification-repository';
import type { OrderCopyRepository } from '../ports/order-copy-repository';

/** Of the transaction in which the events are handled. */
export interface Repositories {
  readonly orderCopies: OrderCopyRepository;
  readonly notifications: NotificationRepository;
}

/** Something that happened to an order, of which its customer is notified. */
export interface OrderEvent {
  readonly eventId: string;
  readonly causation: Causation;
  readonly orderId: Id<'Order'>;
}

type Notice = OrderEvent & Pick<TemplateValues, 'kind' | 'reason' | 'refunded'>;

/** The order has no copy here, or not yet. */
export class OrderNotKnown extends Error {
  override readonly name = 'OrderNotKnown';
}

const notificationsOf = (
  { eventId, causation, ...notice }: Notice,
  { orderId, customerId, number, total, contact }: OrderCopy,
): readonly NewNotification[] =>
  recipientsOf(contact).map(({ channel, address }) => ({
    eventId,
    causation,
    orderId,
    customerId,
    kind: notice.kind,
    channel,
    recipient: address,
    ...messageText(channel, { ...notice, orderNumber: number, total }),
  }));

/**
 * Queues one notification for each channel of which the customer gave an address.
 *
 * @throws {OrderNotKnown} the logs of two publishers are not ordered among each other, so an event may be read before the
 * OrderCreated of its order.
 */
const notifyCustomers = async (
  { orderCopies, notifications }: Repositories,
  notices: readonly Notice[],
): Promise<void> => {
  const orders = await orderCopies.find(notices.map(({ orderId }) => orderId));
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  const queued = notices.flatMap((notice) => {
    const order = byId.get(notice.orderId);
    if (order === undefined)
      throw new OrderNotKnown(`Order ${notice.orderId} is not known: its OrderCreated has not been applied.`);
    return notificationsOf(notice, order);
  });
  if (queued.length > 0) await notifications.add(queued);
};

export const onOrderCreated = ({ orderCopies }: Repositories, orders: readonly OrderCopy[]): Promise<void> =>
  orderCopies.add(orders);

/** A handler of events of one type, which notifies the customers of what `noticeOf` makes of each. */
const notifying =
  <Event extends OrderEvent>(noticeOf: (event: Event) => Omit<Notice, keyof OrderEvent>) =>
  (repositories: Repositories, events: readonly Event[]): Promise<void> =>
    notifyCustomers(
      repositories,
      events.map((event) => ({ ...event, ...noticeOf(event) })),
    );

type WithReason = OrderEvent & { readonly reason: string | null };
type WithAmount = OrderEvent & { readonly amount: Money };

export const onOrderPaid = notifying(() => ({ kind: 'ORDER_CONFIRMED', reason: null, refunded: null }));

export const onOrderFailed = notifying(({ reason }: WithReason) => ({ kind: 'ORDER_FAILED', reason, refunded: null }));

export const onOrderCancelled = notifying(({ reason }: WithReason) => ({
  kind: 'ORDER_CANCELLED',
  reason,
  refunded: null,
}));

export const onPaymentRefunded = notifying(({ amount }: WithAmount) => ({
  kind: 'REFUND_ISSUED',
  reason: null,
  refunded: amount,
}));
