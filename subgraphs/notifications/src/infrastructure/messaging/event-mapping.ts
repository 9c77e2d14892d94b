import { notificationFailed, notificationSent } from '@oms/contracts';
import type { Causation, Id } from '@oms/kernel';
import type { NewEvent } from '@oms/messaging';
import type { NotificationChannel } from '../../domain/notification/notification';

/** A notification that will not be tried again. */
export interface FinishedNotification {
  readonly id: Id<'Notification'>;
  readonly orderId: Id<'Order'> | null;
  readonly channel: NotificationChannel;
  readonly kind: string;
  readonly status: 'SENT' | 'FAILED';
  readonly error: string | null;
  readonly causation: Causation;
}

/** The one event of a notification. */
export const eventOf = ({ id, status, error, causation, ...about }: FinishedNotification): NewEvent => {
  const { orderId, channel, kind } = about;
  const data = { notificationId: id, orderId, channel, kind };
  const envelope = { aggregateId: id, sequence: 1, causation, ...(orderId === null ? {} : { orderId }) };
  return status === 'SENT'
    ? { ...envelope, contract: notificationSent, data }
    : { ...envelope, contract: notificationFailed, data: { ...data, error: error ?? 'The channel gave no reason.' } };
};
