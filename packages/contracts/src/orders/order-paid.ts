import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { moneySchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  customerId: z.string().min(1),
  number: z.string().min(1),
  total: moneySchema,
});

export type OrderPaid = z.infer<typeof data>;

export const orderPaid = defineEvent<OrderPaid>({
  context: 'orders',
  name: 'order-paid',
  version: 1,
  aggregateType: 'Order',
  description: 'The stock is reserved and the payment captured: the order changed from PENDING to PAID.',
  data,
});
