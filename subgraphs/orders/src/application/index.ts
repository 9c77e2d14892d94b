import type { Clock, NewId, Page, PageRequest } from '@oms/kernel';
import type { CheckoutTimeouts } from '../domain/checkout/checkout';
import { cancelOrder } from './commands/cancel-order';
import { dismissDeadLetter, retryDeadLetter } from './commands/manage-dead-letters';
import { passDeadlines } from './commands/pass-deadlines';
import { placeOrder } from './commands/place-order';
import { onParticipantEvents } from './event-handlers/on-participant-events';
import type { CaughtUp } from './ports/caught-up';
import type {
  DeadLetter,
  DeadLetterFilter,
  DeadLetterRepository,
  DeadLetterViews,
} from './ports/dead-letter-repository';
import type { OrderRepository } from './ports/order-repository';
import type { OrderStatusFeed } from './ports/order-status-feed';
import type { OrderViews } from './ports/order-views';
import { getOrderTimelines, getStatusHistories } from './queries/get-order-timelines';
import { getCustomer, getOrders, listOrders } from './queries/get-orders';
import { watchOrder } from './queries/watch-order';
import { watchOrders } from './queries/watch-orders';

export interface Ports {
  readonly orders: OrderRepository;
  readonly views: OrderViews;
  readonly statusFeed: OrderStatusFeed;
  readonly deadLetters: DeadLetterRepository;
  readonly deadLetterViews: DeadLetterViews;
  readonly newId: NewId;
  readonly newOrderNumber: () => string;
  readonly timeouts: CheckoutTimeouts;
  readonly clock: Clock;
  readonly catalogueCaughtUp: CaughtUp;
}

/** The use cases of orders. */
export const ordersApplication = (ports: Ports) => ({
  commands: {
    placeOrder: placeOrder(ports),
    cancelOrder: cancelOrder(ports),
    passDeadlines: passDeadlines(ports.timeouts),
    retryDeadLetter: retryDeadLetter(ports.deadLetters),
    dismissDeadLetter: dismissDeadLetter(ports.deadLetters),
  },
  queries: {
    getOrders: getOrders(ports.views),
    listOrders: listOrders(ports.views),
    getCustomer: getCustomer(ports.views),
    getOrderTimelines: getOrderTimelines(ports.views),
    getStatusHistories: getStatusHistories(ports.views),
    listDeadLetters: (filter: DeadLetterFilter, page: PageRequest): Promise<Page<DeadLetter>> =>
      ports.deadLetterViews.list(filter, page),
    watchOrder: watchOrder(ports),
    watchOrders: watchOrders(ports),
  },
  eventHandlers: {
    onParticipantEvents: onParticipantEvents(ports.timeouts),
  },
});

export type OrdersApplication = ReturnType<typeof ordersApplication>;

export type { CancelOrderRefusal } from './commands/cancel-order';
export type { DeadLetterRefusal } from './commands/manage-dead-letters';
export type { PlaceOrderRefusal } from './commands/place-order';
export { type DeadLetter, deadLetterStatuses } from './ports/dead-letter-repository';
export type { OrderView, StatusChange } from './ports/order-views';
export type { OrderTimeline } from './queries/get-order-timelines';
export type { WatchedChange, WatchOrderOutcome } from './queries/watch-order';
export type { RecordedEvent } from './recorded-event';
export type { SagaProgress, SagaStep } from '../domain/checkout/progress';
export { ITEMS_MAX, lineTotal, type OrderLine, QUANTITY_MAX } from '../domain/order/lines';
export type { PricingRefusal } from '../domain/order/refusals';
export { nextStatuses, orderStatuses } from '../domain/order/status';
export { type CustomerId, orderSources, type Sku } from '../domain/order/values';
