import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { skuSchema } from '../values';

const data = z.object({
  sku: skuSchema,
  delta: z.int(),
  reason: z.string(),
  onHand: z.int().nonnegative(),
});

export type StockAdjusted = z.infer<typeof data>;

export const stockAdjusted = defineEvent<StockAdjusted>({
  context: 'inventory',
  name: 'stock-adjusted',
  version: 1,
  aggregateType: 'Product',
  description: 'The quantity on hand was corrected after a stock-take.',
  data,
});
