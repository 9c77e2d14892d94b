import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { skuQuantitySchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  lines: z.array(skuQuantitySchema),
});

export type StockReleased = z.infer<typeof data>;

export const stockReleased = defineEvent<StockReleased>({
  context: 'inventory',
  name: 'stock-released',
  version: 1,
  aggregateType: 'Reservation',
  description: 'The order holds no stock any more. Without lines it never held any, and never will.',
  data,
});
