import { idInput } from '@oms/subgraph-kit';
import { z } from 'zod';

/** A `NotificationFilter`. */
export const notificationFilter = z
  .object({
    orderId: idInput<'Order'>().optional(),
    channel: z.enum(['EMAIL', 'SMS']).optional(),
    status: z.array(z.enum(['QUEUED', 'SENT', 'FAILED'])).optional(),
    type: z.string().optional(),
  })
  .transform(({ type, ...filter }) => ({ ...filter, kind: type }));
