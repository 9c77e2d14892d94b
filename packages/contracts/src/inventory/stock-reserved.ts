import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { skuQuantitySchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  lines: z.array(skuQuantitySchema).min(1),
});

export type StockReserved = z.infer<typeof data>;

export const stockReserved = defineEvent<StockReserved>({
  context: 'inventory',
  name: 'stock-reserved',
  version: 1,
  aggregateType: 'Reservation',
  description: 'Every line of the order is reserved.',
  data,
});
