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
import { causedBy, dispatch, NotKnownYet, on, type Subscription } from '@oms/messaging';
import type { KnownOrder } from '../../application/ports/customer-messages';
import { rememberOrders } from '../../application/remember-orders';
import { OrderNotKnown, tellCustomers, type News } from '../../application/tell-customers';
import type { Money } from '../../domain/money';
import { sqlKnownOrders } from '../persistence/sql-known-orders';
import { sqlOutgoing } from '../persistence/sql-outgoing';

interface WireMoney {
  readonly amountMinor: string;
  readonly currency: string;
}

const toMoney = ({ amountMinor, currency }: WireMoney): Money => ({ amountMinor: BigInt(amountMinor), currency });

const toKnownOrder = ({ data }: Envelope<OrderCreated>): KnownOrder => ({
  orderId: data.orderId,
  customerId: data.customerId,
  number: data.number,
  total: toMoney(data.total),
  contact: data.contact,
});

const remember = (tx: Tx, events: readonly Envelope<OrderCreated>[]): Promise<void> =>
  rememberOrders(sqlKnownOrders(tx))(events.map(toKnownOrder));

/** A reaction that tells customers the news which `newsOf` makes of each event. */
const tell =
  <Data>(newsOf: (data: Data) => Omit<News, 'eventId'>) =>
  async (tx: Tx, events: readonly Envelope<Data>[]): Promise<void> => {
    const causations = new Map(events.map((event) => [event.id, causedBy(event)]));
    const causationOf = (eventId: string) => causations.get(eventId) ?? { correlationId: eventId };
    const news = events.map(({ id, data }) => ({ eventId: id, ...newsOf(data) }));
    await tellCustomers(sqlKnownOrders(tx), sqlOutgoing(tx, causationOf))(news);
  };

type Tell<Data> = (tx: Tx, events: readonly Envelope<Data>[]) => Promise<void>;

/** News of another publisher than the order's: it waits until the log of orders has been read so far. */
const awaitingOrders =
  <Data>(tellNow: Tell<Data>): Tell<Data> =>
  async (tx, events) => {
    try {
      await tellNow(tx, events);
    } catch (error) {
      throw error instanceof OrderNotKnown ? new NotKnownYet(error.message, { cause: error }) : error;
    }
  };

const quietly = { reason: null, refunded: null };

/** What notifications subscribes to, and what it makes of it. */
export const subscriptions: readonly Subscription[] = [
  {
    publisher: 'orders',
    handle: dispatch(
      on(orderCreated, remember),
      on(
        orderPaid,
        tell(({ orderId }) => ({ ...quietly, orderId, kind: 'ORDER_CONFIRMED' })),
      ),
      on(
        orderFailed,
        tell(({ orderId, failure }) => ({ ...quietly, orderId, kind: 'ORDER_FAILED', reason: failure.message })),
      ),
      on(
        orderCancelled,
        tell(({ orderId, reason }) => ({ ...quietly, orderId, kind: 'ORDER_CANCELLED', reason })),
      ),
    ),
  },
  {
    publisher: 'payments',
    handle: dispatch(
      on(
        paymentRefunded,
        awaitingOrders(
          tell(({ orderId, amount }) => ({ ...quietly, orderId, kind: 'REFUND_ISSUED', refunded: toMoney(amount) })),
        ),
      ),
    ),
  },
];
