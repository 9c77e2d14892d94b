import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { addressSchema, skuQuantitySchema } from '../values';

const data = z.object({
  orderId: z.uuid(),
  customerId: z.string().min(1),
  lines: z.array(skuQuantitySchema).min(1),
  shippingAddress: addressSchema,
});

export type ShipmentRequested = z.infer<typeof data>;

export const shipmentRequested = defineEvent<ShipmentRequested>({
  context: 'orders',
  name: 'shipment-requested',
  version: 1,
  aggregateType: 'Order',
  description: 'The order is paid and may be prepared for shipment.',
  data,
});
