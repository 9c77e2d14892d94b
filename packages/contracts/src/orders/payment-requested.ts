import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { moneySchema, paymentMethodTypeSchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  customerId: z.string().min(1),
  amount: moneySchema,
  /** The number of the attempt, from 1 for each order. A repeated request has the number of the first. */
  attempt: z.int().positive(),
  /**
   * Null when payments has stored the method that `payOrder` provided.
   *
   * The token is erased when the attempt has ended or the order was abandoned or cancelled. An attempt that has not begun
   * by then takes no money.
   */
  method: z.object({ type: paymentMethodTypeSchema, token: z.string().min(1).optional() }).nullable(),
});

export type PaymentRequested = z.infer<typeof data>;

export const paymentRequested = defineEvent<PaymentRequested>({
  context: 'orders',
  name: 'payment-requested',
  version: 1,
  aggregateType: 'Order',
  description: 'The stock is reserved and a payment method is available: payments may capture the payment.',
  data,
});
