import { toMoney, type ApiMoney } from '@oms/subgraph-kit';
import type { AmountView } from '../../application/ports/payment-views';
import type {
  OrderResolvers,
  PaymentAttemptResolvers,
  PaymentResolvers,
  RefundResolvers,
} from '../generated/schema-types';

const moneyOf = ({ amountMinor, currency }: AmountView): ApiMoney =>
  toMoney({ amountMinor: BigInt(amountMinor), currency });

export const payment: PaymentResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.payments.load(id),
  order: ({ orderId }) => ({ id: orderId }),
  amount: ({ amount }) => moneyOf(amount),
  refundedAmount: ({ refunded }) => moneyOf(refunded),
  createdAt: ({ createdAt }) => new Date(createdAt),
  updatedAt: ({ updatedAt }) => new Date(updatedAt),
};

export const paymentAttempt: PaymentAttemptResolvers = { at: ({ at }) => new Date(at) };

export const refund: RefundResolvers = {
  amount: ({ amount }) => moneyOf(amount),
  createdAt: ({ createdAt }) => new Date(createdAt),
};

export const order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  payment: ({ id }, _args, { loaders }) => loaders.paymentsByOrder.load(id),
};
