import type { NotificationView } from '../application/ports/notification-views';

export type NotificationParent = NotificationView;

/** An order's entity in this subgraph: its key. */
export interface OrderParent {
  readonly id: string;
}
