import { z } from 'zod';
import { defineEvent } from '../event-contract';

const data = z.object({
  orderId: z.uuid(),
  customerId: z.string().min(1),
  number: z.string().min(1),
  failure: z.object({ code: z.string().min(1), message: z.string().min(1) }),
});

export type OrderFailed = z.infer<typeof data>;

export const orderFailed = defineEvent<OrderFailed>({
  context: 'orders',
  name: 'order-failed',
  version: 1,
  aggregateType: 'Order',
  description: 'The checkout saga abandoned the order. Its stock is to be released and a captured payment refunded.',
  data,
});
