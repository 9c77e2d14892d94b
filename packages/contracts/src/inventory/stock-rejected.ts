import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { skuSchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  shortages: z
    .array(z.object({ sku: skuSchema, requested: z.int().positive(), available: z.int().nonnegative() }))
    .min(1),
});

export type StockRejected = z.infer<typeof data>;

export const stockRejected = defineEvent<StockRejected>({
  context: 'inventory',
  name: 'stock-rejected',
  version: 1,
  aggregateType: 'Reservation',
  description: 'The stock does not suffice for the order. Nothing is reserved.',
  data,
});
