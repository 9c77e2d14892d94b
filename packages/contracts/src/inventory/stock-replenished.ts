import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { skuSchema } from '../values';

const data = z.object({
  sku: skuSchema,
  quantity: z.int().positive(),
  onHand: z.int().nonnegative(),
});

export type StockReplenished = z.infer<typeof data>;

export const stockReplenished = defineEvent<StockReplenished>({
  context: 'inventory',
  name: 'stock-replenished',
  version: 1,
  aggregateType: 'Product',
  description: 'Received goods were added to the stock.',
  data,
});
