import { contexts } from './contexts';
import { deadLetterResolved, messageDeadLettered } from './dead-letters';
import type { EventContract } from './event-contract';
import { orderCreated } from './orders/order-created';
import { paymentRequested } from './orders/payment-requested';
import { orderPaid } from './orders/order-paid';
import { shipmentRequested } from './orders/shipment-requested';
import { orderCancelled } from './orders/order-cancelled';
import { orderFailed } from './orders/order-failed';
import { deadLetterRetryRequested } from './orders/dead-letter-retry-requested';
import { deadLetterDismissed } from './orders/dead-letter-dismissed';
import { productAdded } from './inventory/product-added';
import { productUpdated } from './inventory/product-updated';
import { stockReserved } from './inventory/stock-reserved';
import { stockRejected } from './inventory/stock-rejected';
import { stockReleased } from './inventory/stock-released';
import { stockReplenished } from './inventory/stock-replenished';
import { stockAdjusted } from './inventory/stock-adjusted';
import { paymentMethodProvided } from './payments/payment-method-provided';
import { paymentCaptured } from './payments/payment-captured';
import { paymentFailed } from './payments/payment-failed';
import { paymentRefunded } from './payments/payment-refunded';
import { notificationSent } from './notifications/notification-sent';
import { notificationFailed } from './notifications/notification-failed';

/** Every event of the system. Each is listed in docs/events.md and has a frozen sample. */
export const allEvents: readonly EventContract[] = [
  orderCreated,
  paymentRequested,
  orderPaid,
  shipmentRequested,
  orderCancelled,
  orderFailed,
  deadLetterRetryRequested,
  deadLetterDismissed,
  productAdded,
  productUpdated,
  stockReserved,
  stockRejected,
  stockReleased,
  stockReplenished,
  stockAdjusted,
  paymentMethodProvided,
  paymentCaptured,
  paymentFailed,
  paymentRefunded,
  notificationSent,
  notificationFailed,
  ...contexts.map((context) => messageDeadLettered[context]),
  ...contexts.map((context) => deadLetterResolved[context]),
];
