import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { moneySchema, paymentMethodTypeSchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  customerId: z.string().min(1),
  amount: moneySchema,
  /** 1 for the first attempt of this order; a repeated request carries the number it had. */
  attempt: z.int().positive(),
  /**
   * Null: the method that payments holds from `payOrder`.
   *
   * The token is erased once the attempt has ended, or its order was given up: an attempt that was not begun by then took
   * no money, and never will.
   */
  method: z.object({ type: paymentMethodTypeSchema, token: z.string().min(1).optional() }).nullable(),
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
