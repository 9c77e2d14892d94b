import {
  orderCancelled,
  orderCreated,
  orderFailed,
  orderPaid,
  paymentRefunded,
  type Envelope,
  type OrderCreated,
} from '@oms/contracts';
import type { Tx } from '@oms/database';
import type { Id } from '@oms/kernel';
import { causedBy, dispatch, NotKnownYet, on, type Subscription } from '@oms/messaging';
import type { NotificationsApplication } from '../../application';
import { OrderNotKnown, type OrderEvent, type Repositories } from '../../application/event-handlers/on-order-events';
import type { Money, OrderCopy } from '../../domain/notification/order-copy';
import { typeormNotificationRepository } from '../persistence/notification-repository';
import { typeormOrderCopyRepository } from '../persistence/order-copy-repository';

interface WireMoney {
  readonly amountMinor: string;
  readonly currency: string;
}

type Handler<Event> = (repositories: Repositories, events: readonly Event[]) => Promise<void>;

const moneyOf = ({ amountMinor, currency }: WireMoney): Money => ({ amountMinor: BigInt(amountMinor), currency });

const orderCopyOf = ({ data }: Envelope<OrderCreated>): OrderCopy => ({
  orderId: data.orderId as Id<'Order'>,
  customerId: data.customerId,
  number: data.number,
  total: moneyOf(data.total),
  contact: data.contact,
});

const orderEventOf = (event: Envelope<{ readonly orderId: string }>): OrderEvent => ({
  eventId: event.id,
  causation: causedBy(event),
  orderId: event.data.orderId as Id<'Order'>,
});

/** Runs an event handler on the repositories of the transaction, with what `plain` makes of each envelope. */
const handledBy =
  <Data, Event>(handler: Handler<Event>, plain: (event: Envelope<Data>) => Event) =>
  (tx: Tx, events: readonly Envelope<Data>[]): Promise<void> => {
    const repositories = {
      orderCopies: typeormOrderCopyRepository(tx),
      notifications: typeormNotificationRepository(tx),
    };
    return handler(repositories, events.map(plain));
  };

/** For events of another publisher than the order's: they wait until the log of orders has been read so far. */
const awaitingOrders =
  <Event>(handler: Handler<Event>): Handler<Event> =>
  async (repositories, events) => {
    try {
      await handler(repositories, events);
    } catch (error) {
      throw error instanceof OrderNotKnown ? new NotKnownYet(error.message, { cause: error }) : error;
    }
  };

export const subscriptions = (handlers: NotificationsApplication['eventHandlers']): readonly Subscription[] => [
  {
    publisher: 'orders',
    handle: dispatch(
      on(orderCreated, handledBy(handlers.onOrderCreated, orderCopyOf)),
      on(orderPaid, handledBy(handlers.onOrderPaid, orderEventOf)),
      on(
        orderFailed,
        handledBy(handlers.onOrderFailed, (event) => ({ ...orderEventOf(event), reason: event.data.failure.message })),
      ),
      on(
        orderCancelled,
        handledBy(handlers.onOrderCancelled, (event) => ({ ...orderEventOf(event), reason: event.data.reason })),
      ),
    ),
  },
  {
    publisher: 'payments',
    handle: dispatch(
      on(
        paymentRefunded,
        handledBy(awaitingOrders(handlers.onPaymentRefunded), (event) => ({
          ...orderEventOf(event),
          amount: moneyOf(event.data.amount),
        })),
      ),
    ),
  },
];
