import type { NotificationView } from '../application/ports/notification-views';

export type NotificationParent = NotificationView;

/** An order as this subgraph knows it: by its key. */
export interface OrderParent {
  readonly id: string;
}
