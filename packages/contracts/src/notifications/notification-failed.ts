import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { notificationChannelSchema } from '../values';

const data = z.object({
  notificationId: z.uuid(),
  orderId: z.uuid().nullable(),
  channel: notificationChannelSchema,
  kind: z.string().min(1),
  error: z.string().min(1),
});

export type NotificationFailed = z.infer<typeof data>;

export const notificationFailed = defineEvent<NotificationFailed>({
  context: 'notifications',
  name: 'notification-failed',
  version: 1,
  aggregateType: 'Notification',
  description: 'A notification could not be delivered and is not retried.',
  data,
});
