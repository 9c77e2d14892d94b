import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { addressSchema, moneySchema, quantitySchema, skuSchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  /** The short, human-readable order number. */
  number: z.string().min(1),
  customerId: z.string().min(1),
  source: z.enum(['API', 'BATCH']),
  lines: z
    .array(z.object({ sku: skuSchema, name: z.string(), quantity: quantitySchema, unitPrice: moneySchema }))
    .min(1),
  total: moneySchema,
  contact: z.object({ email: z.string().nullable(), phone: z.string().nullable() }),
  shippingAddress: addressSchema,
  /** When false, the order waits for `payOrder`. */
  paymentMethodGiven: z.boolean(),
});

export type OrderCreated = z.infer<typeof data>;

export const orderCreated = defineEvent<OrderCreated>({
  context: 'orders',
  name: 'order-created',
  version: 1,
  aggregateType: 'Order',
  description:
    'An order was placed. Inventory reserves its stock, payments opens its payment, notifications stores the contact.',
  data,
});
