import type { Id } from '@oms/kernel';
import { EntitySchema } from 'typeorm';
import type { NotificationChannel, NotificationStatus } from '../../domain/notification/notification';

/** Without the columns that only the statements of the delivery queue use. */
export interface NotificationRow {
  readonly id: Id<'Notification'>;
  readonly orderId: Id<'Order'> | null;
  readonly customerId: string | null;
  readonly channel: NotificationChannel;
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

export const notificationEntity = new EntitySchema<NotificationRow>({
  name: 'Notification',
  tableName: 'notifications',
  columns: {
    id: { type: 'uuid', primary: true },
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

export interface OrderCopyRow {
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
  readonly number: string;
  /** Decimal: a bigint. */
  readonly totalMinor: string;
  readonly currency: string;
  readonly email: string | null;
  readonly phone: string | null;
}

const orderCopyEntity = new EntitySchema<OrderCopyRow>({
  name: 'OrderCopy',
  tableName: 'known_orders',
  columns: {
    orderId: { type: 'uuid', name: 'order_id', primary: true },
    customerId: { type: 'text', name: 'customer_id' },
    number: { type: 'text' },
    totalMinor: { type: 'bigint', name: 'total_minor' },
    currency: { type: 'char', length: 3 },
    email: { type: 'text', nullable: true },
    phone: { type: 'text', nullable: true },
  },
});

export const entities: readonly EntitySchema[] = [notificationEntity, orderCopyEntity];
