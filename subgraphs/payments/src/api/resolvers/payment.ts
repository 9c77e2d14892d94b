import type { PaymentResolvers } from '../generated/schema-types';

export const payment: PaymentResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.payments.load(id),
  order: ({ orderId }) => ({ id: orderId }),
  refundedAmount: ({ refunded }) => refunded,
};
