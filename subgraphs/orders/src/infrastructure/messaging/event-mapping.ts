import {
  type Envelope,
  type EventContract,
  orderCancelled,
  orderCreated,
  orderFailed,
  orderPaid,
  paymentRequested,
  shipmentRequested,
} from '@oms/contracts';
import { assertNever, type Id } from '@oms/kernel';
import type { NewEvent } from '@oms/messaging';
import type { CausedEvent } from '../../application/ports/checkout-repository';
import type { StatusChange } from '../../application/ports/order-views';
import type { RecordedEvent } from '../../application/recorded-event';
import type { Money } from '../../domain/money';
import type { OrderEvent } from '../../domain/order/events';
import { totalOf } from '../../domain/order/lines';
import type { PlacedOrder } from '../../domain/order/order';
import type { FailureCode } from '../../domain/order/values';

const wireMoney = ({ amountMinor, currency }: Money) => ({ amountMinor: amountMinor.toString(), currency });

interface Published {
  readonly contract: EventContract;
  readonly data: unknown;
}

/** The compiler checks the data against the contract here, because a list of events cannot. */
const as = <Data>(contract: EventContract<Data>, data: Data): Published => ({ contract, data });

const identityOf = ({ id, customerId, number }: PlacedOrder) => ({ orderId: id, customerId, number });

const publishedAs = (order: PlacedOrder, event: OrderEvent): Published => {
  switch (event.type) {
    case 'OrderCreated':
      return as(orderCreated, {
        ...identityOf(order),
        source: order.source,
        lines: order.lines.map((line) => ({ ...line, unitPrice: wireMoney(line.unitPrice) })),
        total: wireMoney(totalOf(order.lines)),
        contact: order.contact,
        shippingAddress: order.shippingAddress,
        paymentMethodGiven: order.paymentMethodGiven,
      });
    case 'PaymentRequested':
      return as(paymentRequested, {
        orderId: order.id,
        customerId: order.customerId,
        amount: wireMoney(totalOf(order.lines)),
        attempt: event.attempt,
        method: event.method,
      });
    case 'OrderPaid':
      return as(orderPaid, { ...identityOf(order), total: wireMoney(totalOf(order.lines)) });
    case 'ShipmentRequested':
      return as(shipmentRequested, {
        orderId: order.id,
        customerId: order.customerId,
        lines: order.lines.map(({ sku, quantity }) => ({ sku, quantity })),
        shippingAddress: order.shippingAddress,
      });
    case 'OrderCancelled':
      return as(orderCancelled, { ...identityOf(order), from: event.from, reason: event.reason });
    case 'OrderFailed':
      return as(orderFailed, { ...identityOf(order), failure: event.failure });
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

/** An event of any context, as a timeline stores it. */
export const recordedFrom = (event: Envelope): RecordedEvent => ({
  id: event.id,
  type: event.type,
  aggregateType: event.aggregatetype,
  aggregateId: event.subject,
  sequence: event.sequence,
  data: event.data,
  actorId: event.actorid ?? null,
  correlationId: event.correlationid,
  causationId: event.causationid ?? null,
  idempotencyKey: event.idempotencykey ?? null,
  schemaVersion: event.schemaversion,
  occurredAt: Date.parse(event.time),
});

type Transition = Pick<StatusChange, 'from' | 'to' | 'reason' | 'failure'>;

interface Reading {
  readonly contract: EventContract;
  readonly transitionOf: (data: unknown) => Transition;
}

const reading = <Data>(contract: EventContract<Data>, transitionOf: (data: Data) => Transition): Reading => ({
  contract,
  transitionOf: (data) => transitionOf(contract.data.parse(data)),
});

const withoutReason = { reason: null, failure: null };

/** Each transition of the state machine is one event; these are the events that are transitions. */
const readings = [
  reading(orderCreated, () => ({ from: null, to: 'PENDING', ...withoutReason })),
  reading(orderPaid, () => ({ from: 'PENDING', to: 'PAID', ...withoutReason })),
  reading(orderCancelled, ({ from, reason }) => ({ from, to: 'CANCELLED', reason, failure: null })),
  reading(orderFailed, ({ failure: { code, message } }) => ({
    from: 'PENDING',
    to: 'FAILED',
    reason: code,
    // This context recorded it, from this very list.
    failure: { code: code as FailureCode, message },
  })),
];

const byType = new Map(readings.map((each) => [each.contract.type, each]));

export const statusChangeTypes: readonly string[] = [...byType.keys()];

/** The status change that the event is, if it is one. */
export const statusChangeOf = (
  event: Pick<Envelope, 'type' | 'subject' | 'sequence' | 'time' | 'data'>,
): StatusChange | undefined => {
  const found = byType.get(event.type);
  return found === undefined
    ? undefined
    : {
        orderId: event.subject as Id<'Order'>,
        version: event.sequence,
        at: Date.parse(event.time),
        ...found.transitionOf(event.data),
      };
};
