import type {
  CustomerId,
  DeadLetter,
  OrderLine,
  OrderView,
  Progress,
  RecordedEvent,
  SagaStep,
  WatchedChange,
} from '../application';

export type OrderParent = OrderView;
export type OrderItemParent = OrderLine;
export type OrderStatusChangeParent = WatchedChange;
export type OrderSagaParent = Progress;
export type SagaStepParent = SagaStep;
export type DomainEventParent = RecordedEvent;
export type DeadLetterParent = DeadLetter;
export interface CustomerParent {
  readonly id: CustomerId;
}
