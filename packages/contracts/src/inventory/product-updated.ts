import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { moneySchema, skuSchema } from '../values';

const data = z.object({
  sku: skuSchema,
  name: z.string().min(1),
  unitPrice: moneySchema,
  active: z.boolean(),
  reorderPoint: z.int().nonnegative(),
  reorderQuantity: z.int().nonnegative(),
});

export type ProductUpdated = z.infer<typeof data>;

export const productUpdated = defineEvent<ProductUpdated>({
  context: 'inventory',
  name: 'product-updated',
  version: 1,
  aggregateType: 'Product',
  description: 'A product was changed. The event contains its complete new state.',
  data,
});
