import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { moneySchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  paymentId: z.uuid(),
  attempt: z.int().positive(),
  amount: moneySchema,
  provider: z.string().min(1),
  providerReference: z.string().min(1),
});

export type PaymentCaptured = z.infer<typeof data>;

export const paymentCaptured = defineEvent<PaymentCaptured>({
  context: 'payments',
  name: 'payment-captured',
  version: 1,
  aggregateType: 'Payment',
  description: 'The provider captured the payment.',
  data,
});
