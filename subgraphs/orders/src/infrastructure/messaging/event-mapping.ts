import {
  orderCancelled,
  orderCreated,
  orderFailed,
  orderPaid,
  paymentRequested,
  shipmentRequested,
  type EventContract,
} from '@oms/contracts';
import { assertNever } from '@oms/kernel';
import type { NewEvent } from '@oms/messaging';
import type { CausedEvent } from '../../application/ports/checkouts';
import type { Money } from '../../domain/money';
import type { OrderEvent } from '../../domain/order/events';
import { totalOf } from '../../domain/order/lines';
import type { PlacedOrder } from '../../domain/order/order';

const onTheWire = ({ amountMinor, currency }: Money) => ({ amountMinor: amountMinor.toString(), currency });

interface Published {
  readonly contract: EventContract;
  readonly data: unknown;
}

/** The compiler holds the data to the contract here, because a list of events cannot. */
const as = <Data>(contract: EventContract<Data>, data: Data): Published => ({ contract, data });

const whoseOrder = ({ id, customerId, number }: PlacedOrder) => ({ orderId: id, customerId, number });

const publishedAs = (order: PlacedOrder, event: OrderEvent): Published => {
  switch (event.type) {
    case 'OrderCreated':
      return as(orderCreated, {
        ...whoseOrder(order),
        source: order.source,
        lines: order.lines.map((line) => ({ ...line, unitPrice: onTheWire(line.unitPrice) })),
        total: onTheWire(totalOf(order.lines)),
        contact: order.contact,
        shippingAddress: order.shippingAddress,
        paymentMethodGiven: order.paymentMethodGiven,
      });
    case 'PaymentRequested':
      return as(paymentRequested, {
        orderId: order.id,
        customerId: order.customerId,
        amount: onTheWire(totalOf(order.lines)),
        attempt: event.attempt,
        method: event.method,
      });
    case 'OrderPaid':
      return as(orderPaid, { ...whoseOrder(order), total: onTheWire(totalOf(order.lines)) });
    case 'ShipmentRequested':
      return as(shipmentRequested, {
        orderId: order.id,
        customerId: order.customerId,
        lines: order.lines.map(({ sku, quantity }) => ({ sku, quantity })),
        shippingAddress: order.shippingAddress,
      });
    case 'OrderCancelled':
      return as(orderCancelled, { ...whoseOrder(order), from: event.from, reason: event.reason });
    case 'OrderFailed':
      return as(orderFailed, { ...whoseOrder(order), failure: event.failure });
    default:
      return assertNever(event);
  }
};

/** The order's events as they are published, numbered on from the version that it had before them. */
export const toNewEvents = (
  order: PlacedOrder,
  versionBefore: number,
  events: readonly CausedEvent[],
): readonly NewEvent[] =>
  events.map(({ event, causation }, index) => ({
    ...publishedAs(order, event),
    aggregateId: order.id,
    sequence: versionBefore + index + 1,
    orderId: order.id,
    causation,
  }));
