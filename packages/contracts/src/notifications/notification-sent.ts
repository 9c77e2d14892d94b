import { z } from 'zod';
import { defineEvent } from '../event-contract';
import { notificationChannelSchema } from '../values';

const data = z.object({
  notificationId: z.uuid(),
  orderId: z.uuid().nullable(),
  channel: notificationChannelSchema,
  /** ORDER_CONFIRMED, ORDER_FAILED, … */
  kind: z.string().min(1),
});

export type NotificationSent = z.infer<typeof data>;

export const notificationSent = defineEvent<NotificationSent>({
  context: 'notifications',
  name: 'notification-sent',
  version: 1,
  aggregateType: 'Notification',
  description: 'A channel accepted the notification.',
  data,
});
