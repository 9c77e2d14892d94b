import type { Causation, Id } from '@oms/kernel';
import type { NotificationChannel, NotificationKind } from '../../domain/notification/notification';

/** A message to be sent. */
export interface NewNotification {
  /** The event that the customer is notified of. */
  readonly eventId: string;
  readonly causation: Causation;
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
  readonly kind: NotificationKind;
  readonly channel: NotificationChannel;
  readonly recipient: string;
  readonly subject: string | null;
  readonly body: string;
}

/** Written within the transaction of the events that are being handled. */
export interface NotificationRepository {
  /** Queues them; at most one for each event and channel, however often the event arrives. */
  add(notifications: readonly NewNotification[]): Promise<void>;
}
