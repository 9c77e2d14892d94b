import { EntitySchema } from 'typeorm';
import type { NotificationStatus } from '../../application/ports/notification-views';
import type { Channel } from '../../domain/recipient';

export interface NotificationRow {
  readonly id: string;
  readonly eventId: string;
  readonly orderId: string | null;
  readonly customerId: string | null;
  readonly channel: Channel;
  readonly kind: string;
  readonly recipient: string;
  readonly subject: string | null;
  readonly body: string;
  readonly status: NotificationStatus;
  readonly error: string | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

export const notificationSchema = new EntitySchema<NotificationRow>({
  name: 'Notification',
  tableName: 'notifications',
  columns: {
    id: { type: 'uuid', primary: true },
    eventId: { type: 'uuid', name: 'event_id' },
    orderId: { type: 'uuid', name: 'order_id', nullable: true },
    customerId: { type: 'text', name: 'customer_id', nullable: true },
    channel: { type: 'text' },
    kind: { type: 'text' },
    recipient: { type: 'text' },
    subject: { type: 'text', nullable: true },
    body: { type: 'text' },
    status: { type: 'text' },
    error: { type: 'text', nullable: true },
    attempts: { type: 'int' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    sentAt: { type: 'timestamptz', name: 'sent_at', nullable: true },
  },
});
