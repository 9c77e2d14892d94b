import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { paymentMethodTypeSchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  paymentId: z.uuid(),
  methodType: paymentMethodTypeSchema,
});

export type PaymentMethodProvided = z.infer<typeof data>;

export const paymentMethodProvided = defineEvent<PaymentMethodProvided>({
  context: 'payments',
  name: 'payment-method-provided',
  version: 1,
  aggregateType: 'Payment',
  description:
    'The customer provided a payment method by `payOrder`. Payments stores it until the saga requests the payment.',
  data,
});
