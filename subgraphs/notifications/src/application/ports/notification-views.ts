import type { Channel } from '../../domain/recipient';

export type NotificationStatus = 'QUEUED' | 'SENT' | 'FAILED';

export interface NotificationView {
  readonly id: string;
  readonly orderId: string | null;
  /** Whose order it is about. */
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

export interface NotificationFilter {
  readonly orderId?: string | undefined;
  readonly channel?: Channel | undefined;
  readonly status?: readonly NotificationStatus[] | undefined;
  readonly kind?: string | undefined;
}

/** Newest first. */
export interface NotificationPage {
  readonly limit: number;
  /** The cursor of the notification after which the page begins; undefined for the first page. */
  readonly after: string | undefined;
}

export interface NotificationViews {
  find(id: string): Promise<NotificationView | undefined>;
  /** At most `limit`. Rejects with `BadCursor` when the cursor is not one that `cursorOf` gave. */
  list(filter: NotificationFilter, page: NotificationPage): Promise<readonly NotificationView[]>;
  cursorOf(notification: NotificationView): string;
  /** Oldest first, of all these orders. */
  ofOrders(orderIds: readonly string[]): Promise<readonly NotificationView[]>;
}
