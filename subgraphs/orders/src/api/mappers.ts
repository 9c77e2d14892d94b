import type { MinorMoney } from '@oms/subgraph-kit';
import type {
  CustomerId,
  DeadLetter,
  OrderLine,
  OrderView,
  RecordedEvent,
  SagaProgress,
  SagaStep,
  WatchedChange,
} from '../application';

export type OrderParent = OrderView;
export type OrderItemParent = OrderLine;
export type OrderStatusChangeParent = WatchedChange;
export type OrderSagaParent = SagaProgress;
export type SagaStepParent = SagaStep;
export type DomainEventParent = RecordedEvent;
export type DeadLetterParent = DeadLetter;
export type MoneyParent = MinorMoney;
export interface CustomerParent {
  readonly id: CustomerId;
}
