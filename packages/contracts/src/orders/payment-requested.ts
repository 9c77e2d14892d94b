import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { moneySchema, paymentMethodTypeSchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  customerId: z.string().min(1),
  amount: moneySchema,
  /** 1 for the first attempt of this order; a repeated request carries the number it had. */
  attempt: z.int().positive(),
  /** Null: the method that payments holds from `payOrder`. */
  method: z.object({ type: paymentMethodTypeSchema, token: z.string().min(1) }).nullable(),
});

export type PaymentRequested = z.infer<typeof data>;

export const paymentRequested = defineEvent<PaymentRequested>({
  context: 'orders',
  name: 'payment-requested',
  version: 1,
  aggregateType: 'Order',
  description: 'The stock is reserved and a payment method is known: payments may capture the money.',
  data,
});
