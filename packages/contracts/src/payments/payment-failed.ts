import { z } from 'zod';
import { defineEvent } from '../event-contract';

const data = z.object({
  orderId: z.uuid(),
  paymentId: z.uuid(),
  /** 0 when the payment was cancelled before any attempt. */
  attempt: z.int().nonnegative(),
  /** PAYMENT_DECLINED, or CANCELLED when the order failed or was cancelled first. */
  code: z.string().min(1),
  message: z.string().min(1),
});

export type PaymentFailed = z.infer<typeof data>;

export const paymentFailed = defineEvent<PaymentFailed>({
  context: 'payments',
  name: 'payment-failed',
  version: 1,
  aggregateType: 'Payment',
  description: 'The attempt took no money and never will.',
  data,
});
