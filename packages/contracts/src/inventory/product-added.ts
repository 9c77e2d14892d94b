import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { moneySchema, skuSchema } from '../values';

const data = z.object({
  sku: skuSchema,
  name: z.string().min(1),
  unitPrice: moneySchema,
  active: z.boolean(),
  onHand: z.int().nonnegative(),
  reorderPoint: z.int().nonnegative(),
  reorderQuantity: z.int().nonnegative(),
});

export type ProductAdded = z.infer<typeof data>;

export const productAdded = defineEvent<ProductAdded>({
  context: 'inventory',
  name: 'product-added',
  version: 1,
  aggregateType: 'Product',
  description: 'A product was added to the catalogue.',
  data,
});
