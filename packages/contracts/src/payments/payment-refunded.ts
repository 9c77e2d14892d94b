import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { moneySchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  paymentId: z.uuid(),
  refundId: z.uuid(),
  amount: moneySchema,
  /** All refunds of this payment so far, this one included. */
  refundedTotal: moneySchema,
  /** Whether the whole captured amount is refunded. */
  full: z.boolean(),
});

export type PaymentRefunded = z.infer<typeof data>;

export const paymentRefunded = defineEvent<PaymentRefunded>({
  context: 'payments',
  name: 'payment-refunded',
  version: 1,
  aggregateType: 'Payment',
  description: 'The provider refunded the payment, in full or in part.',
  data,
});
