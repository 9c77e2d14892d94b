import type { MinorMoney } from '@oms/subgraph-kit';
import type { AttemptView, PaymentView, RefundView } from '../application/ports/payment-views';

export type MoneyParent = MinorMoney;
export type PaymentParent = PaymentView;
export type PaymentAttemptParent = AttemptView;
export type RefundParent = RefundView;
export interface OrderParent {
  readonly id: string;
}
