import { CreateNotifications1763683200000 } from './migrations/create-notifications';
import { UseEventLog1795700000000 } from './migrations/1795700000000-use-event-log';
import { DeliveryLeases1795700300000 } from './migrations/1795700300000-delivery-leases';
import { Ages1795700310000 } from './migrations/1795700310000-ages';
import { NotificationLists1795700320000 } from './migrations/1795700320000-notification-lists';
import { DropIdempotency1795700400000 } from './migrations/1795700400000-drop-idempotency';
import { notificationSchema } from './notification.schema';

/** What `openDatabase` needs to know of the schema of notifications; migrations in the order in which they run. */
export const notificationTables = {
  entities: [notificationSchema],
  migrations: [
    CreateNotifications1763683200000,
    UseEventLog1795700000000,
    DeliveryLeases1795700300000,
    Ages1795700310000,
    NotificationLists1795700320000,
    DropIdempotency1795700400000,
  ],
};
