export { contexts, streamOf, subjectsOf, type Context } from './contexts';
export { envelopeSchema, type Envelope } from './envelope';
export { /** @internal */ defineEvent, isOf, parseData, type EventContract } from './event-contract';
export { allEvents } from './all-events';
export {
  deadLetterResolved,
  messageDeadLettered,
  type DeadLetterResolved,
  type MessageDeadLettered,
} from './dead-letters';
export { orderCreated, type OrderCreated } from './orders/order-created';
export { paymentRequested, type PaymentRequested } from './orders/payment-requested';
export { orderPaid, type OrderPaid } from './orders/order-paid';
export { shipmentRequested, type ShipmentRequested } from './orders/shipment-requested';
export { orderCancelled, type OrderCancelled } from './orders/order-cancelled';
export { orderFailed, type OrderFailed } from './orders/order-failed';
export { deadLetterRetryRequested, type DeadLetterRetryRequested } from './orders/dead-letter-retry-requested';
export { deadLetterDismissed, type DeadLetterDismissed } from './orders/dead-letter-dismissed';
export { productAdded, type ProductAdded } from './inventory/product-added';
export { productUpdated, type ProductUpdated } from './inventory/product-updated';
export { stockReserved, type StockReserved } from './inventory/stock-reserved';
export { stockRejected, type StockRejected } from './inventory/stock-rejected';
export { stockReleased, type StockReleased } from './inventory/stock-released';
export { stockReplenished, type StockReplenished } from './inventory/stock-replenished';
export { stockAdjusted, type StockAdjusted } from './inventory/stock-adjusted';
export { paymentMethodProvided, type PaymentMethodProvided } from './payments/payment-method-provided';
export { paymentCaptured, type PaymentCaptured } from './payments/payment-captured';
export { paymentFailed, type PaymentFailed } from './payments/payment-failed';
export { paymentRefunded, type PaymentRefunded } from './payments/payment-refunded';
export { notificationSent, type NotificationSent } from './notifications/notification-sent';
export { notificationFailed, type NotificationFailed } from './notifications/notification-failed';
