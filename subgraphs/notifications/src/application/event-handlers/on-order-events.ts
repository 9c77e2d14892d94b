import type { Kind } from '../domain/kind';
import type { Money } from '../domain/money';
import { recipientsOf } from '../domain/recipient';
import { wordingFor } from '../domain/wording';
import type { KnownOrder, KnownOrders, NewMessage, Outgoing } from './ports/customer-messages';

/** Something that happened to an order and that its customer is told. */
export interface News {
  readonly eventId: string;
  readonly orderId: string;
  readonly kind: Kind;
  readonly reason: string | null;
  readonly refunded: Money | null;
}

const messagesOf = (news: News, order: KnownOrder): readonly NewMessage[] =>
  recipientsOf(order.contact).map(({ channel, address }) => ({
    eventId: news.eventId,
    order,
    kind: news.kind,
    channel,
    recipient: address,
    ...wordingFor(channel, { ...news, orderNumber: order.number, total: order.total }),
  }));

/** The order of the news is not remembered, or not yet. */
export class OrderNotKnown extends Error {
  override readonly name = 'OrderNotKnown';
}

/**
 * Queues one message for each channel that the customer named.
 *
 * @throws {OrderNotKnown} the logs of two publishers are not ordered among each other, so the news may come first.
 */
export const tellCustomers =
  (orders: KnownOrders, outgoing: Outgoing) =>
  async (news: readonly News[]): Promise<void> => {
    const known = new Map(
      (await orders.find(news.map(({ orderId }) => orderId))).map((order) => [order.orderId, order]),
    );
    const messages = news.flatMap((one) => {
      const order = known.get(one.orderId);
      if (order === undefined)
        throw new OrderNotKnown(`Order ${one.orderId} is not known: its OrderCreated has not arrived.`);
      return messagesOf(one, order);
    });
    if (messages.length > 0) await outgoing.queue(messages);
  };
