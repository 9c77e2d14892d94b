import type { Id, Instant, Page, PageRequest } from '@oms/kernel';
import type { NotificationChannel, NotificationStatus } from '../../domain/notification/notification';

export interface NotificationView {
  readonly id: Id<'Notification'>;
  readonly orderId: Id<'Order'> | null;
  /** The customer whose order it is about. */
  readonly customerId: string | null;
  readonly channel: NotificationChannel;
  readonly kind: string;
  readonly recipient: string;
  readonly subject: string | null;
  readonly body: string;
  readonly status: NotificationStatus;
  readonly error: string | null;
  readonly attempts: number;
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
}

/** A condition that is left out excludes nothing. */
export interface NotificationFilter {
  readonly orderId?: Id<'Order'> | undefined;
  readonly channel?: NotificationChannel | undefined;
  readonly status?: readonly NotificationStatus[] | undefined;
  readonly kind?: string | undefined;
}

export interface NotificationViews {
  find(id: Id<'Notification'>): Promise<NotificationView | undefined>;
  /** Newest first. Rejects with `BadCursor` when the cursor is not one of this list. */
  list(filter: NotificationFilter, page: PageRequest): Promise<Page<NotificationView>>;
  /** Oldest first, of all these orders. */
  ofOrders(orderIds: readonly Id<'Order'>[]): Promise<readonly NotificationView[]>;
}
