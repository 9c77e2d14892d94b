import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { orderStatusSchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  customerId: z.string().min(1),
  number: z.string().min(1),
  from: orderStatusSchema,
  reason: z.string().nullable(),
});

export type OrderCancelled = z.infer<typeof data>;

export const orderCancelled = defineEvent<OrderCancelled>({
  context: 'orders',
  name: 'order-cancelled',
  version: 1,
  aggregateType: 'Order',
  description: 'The order was cancelled. Its stock is to be released and a captured payment refunded.',
  data,
});
