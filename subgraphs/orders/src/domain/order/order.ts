import { accept, assertNever, type Decider, type Decision, refuse } from '@oms/kernel';
import type { OrderCommand } from './commands';
import type { OrderEvent, Placement } from './events';
import type { OrderRefusal } from './refusals';
import { mayBecome, type OrderStatus } from './status';
import type { Failure } from './values';

export type PlacedOrder = Placement &
  (
    | { readonly status: Exclude<OrderStatus, 'CANCELLED' | 'FAILED'> }
    | { readonly status: 'CANCELLED'; readonly reason: string | null }
    | { readonly status: 'FAILED'; readonly failure: Failure }
  );

export type Order = { readonly status: 'UNPLACED' } | PlacedOrder;

type Decided = Decision<OrderEvent, OrderRefusal>;

const placementOf = (placed: Placement): Placement => ({
  id: placed.id,
  number: placed.number,
  customerId: placed.customerId,
  source: placed.source,
  lines: placed.lines,
  contact: placed.contact,
  shippingAddress: placed.shippingAddress,
  paymentMethodGiven: placed.paymentMethodGiven,
});

const cancel = (order: PlacedOrder, reason: string | null): Decided =>
  mayBecome(order.status, 'CANCELLED')
    ? accept({ type: 'OrderCancelled', from: order.status, reason })
    : refuse('ORDER_NOT_CANCELLABLE');

const whilePending = (order: PlacedOrder, event: OrderEvent): Decided =>
  order.status === 'PENDING' ? accept(event) : refuse('ORDER_NOT_PENDING');

const oncePaid = (order: PlacedOrder, event: OrderEvent): Decided =>
  order.status === 'PAID' ? accept(event) : refuse('ORDER_NOT_PAID');

const decide = (command: OrderCommand, order: Order): Decided => {
  if (command.type === 'PlaceOrder')
    return order.status === 'UNPLACED' ? accept({ type: 'OrderCreated', ...placementOf(command) }) : accept();
  if (order.status === 'UNPLACED') return refuse('ORDER_NOT_PLACED');
  switch (command.type) {
    case 'RequestPayment':
      return whilePending(order, { type: 'PaymentRequested', attempt: command.attempt, method: command.method });
    case 'ConfirmPayment':
      return whilePending(order, { type: 'OrderPaid' });
    case 'RequestShipment':
      return oncePaid(order, { type: 'ShipmentRequested' });
    case 'CancelOrder':
      return cancel(order, command.reason);
    case 'FailOrder':
      return whilePending(order, { type: 'OrderFailed', failure: command.failure });
    default:
      return assertNever(command);
  }
};

const evolve = (order: Order, event: OrderEvent): Order => {
  if (event.type === 'OrderCreated') return { ...placementOf(event), status: 'PENDING' };
  // Only a history that was cut off begins with anything else.
  if (order.status === 'UNPLACED') throw new Error(`${event.type} before OrderCreated`);
  switch (event.type) {
    case 'PaymentRequested':
    case 'ShipmentRequested':
      return order;
    case 'OrderPaid':
      return { ...placementOf(order), status: 'PAID' };
    case 'OrderCancelled':
      return { ...placementOf(order), status: 'CANCELLED', reason: event.reason };
    case 'OrderFailed':
      return { ...placementOf(order), status: 'FAILED', failure: event.failure };
    default:
      return assertNever(event);
  }
};

export const orderDecider: Decider<OrderCommand, OrderEvent, Order, OrderRefusal> = {
  initial: { status: 'UNPLACED' },
  decide,
  evolve,
};
