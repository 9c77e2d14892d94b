import type { OrderResolvers, PaymentResolvers } from '../generated/schema-types';

export const payment: PaymentResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.payments.load(id),
  order: ({ orderId }) => ({ id: orderId }),
  refundedAmount: ({ refunded }) => refunded,
};

export const order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  payment: ({ id }, _args, { loaders }) => loaders.paymentsByOrder.load(id),
};
