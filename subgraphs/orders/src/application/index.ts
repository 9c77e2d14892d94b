import { cancelOrder } from './cancel-order';
import { createOrder } from './create-order';
import { dismissDeadLetter, listDeadLetters, retryDeadLetter } from './manage-dead-letters';
import type { Patience } from '../domain/checkout/checkout';
import type { Instant } from '../domain/instant';
import type { DeadLetters } from './ports/dead-letters';
import type { Identifiers } from './ports/identifiers';
import type { OrderNews } from './ports/order-news';
import type { Orders } from './ports/orders';
import type { OrderViews } from './ports/order-views';
import type { PublisherLog } from './ports/publisher-log';
import { findCustomer, getOrders, listOrders } from './read-orders';
import { getHistories, getStories } from './read-stories';
import { watchOrder } from './watch-order';
import { watchOrders } from './watch-orders';

export interface Ports {
  readonly orders: Orders;
  readonly views: OrderViews;
  readonly news: OrderNews;
  readonly deadLetters: DeadLetters;
  readonly identifiers: Identifiers;
  /** How long the saga waits in each step. */
  readonly patience: Patience;
  readonly now: () => Instant;
  readonly catalogueLog: PublisherLog;
}

/** All that can be asked of orders. */
export const ordersApplication = (ports: Ports) => ({
  commands: {
    createOrder: createOrder(ports),
    cancelOrder: cancelOrder(ports),
    retryDeadLetter: retryDeadLetter(ports.deadLetters),
    dismissDeadLetter: dismissDeadLetter(ports.deadLetters),
  },
  queries: {
    getOrders: getOrders(ports.views),
    listOrders: listOrders(ports.views),
    findCustomer: findCustomer(ports.views),
    getStories: getStories(ports.views),
    getHistories: getHistories(ports.views),
    listDeadLetters: listDeadLetters(ports.deadLetters),
  },
  subscriptions: {
    watchOrder: watchOrder(ports),
    watchOrders: watchOrders(ports),
  },
});

export type OrdersApplication = ReturnType<typeof ordersApplication>;

export type { CancelOrderRefusal } from './cancel-order';
export type { CreateOrderRefusal } from './create-order';
export type { Causation } from '@oms/kernel';
export type { DeadLetterRefusal } from './manage-dead-letters';
export type { OrderView, StatusChange, WatchedChange } from './order-view';
export type { Listed } from './page';
export type { DeadLetter, DeadLetterAnswer, DeadLetterFilter } from './ports/dead-letters';
export type { OrderFilter } from './ports/order-views';
export type { Answer } from './ports/orders';
export type { OrderStory } from './read-stories';
export type { RecordedEvent } from './timeline';
export type { Viewer } from './viewer';
export type { WatchOrderOutcome } from './watch-order';
export type { Progress, SagaStep } from '../domain/checkout/progress';
export { ITEMS_MAX, lineTotal, type OrderLine, type PricingRefusal, QUANTITY_MAX } from '../domain/order/lines';
export { nextStatuses } from '../domain/order/status';
export type { CustomerId, OrderId, Sku } from '../domain/order/values';
