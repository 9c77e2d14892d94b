import type { MigrationClass } from '@oms/database';
import { CreateNotifications1763683200000 } from './1763683200000-create-notifications';
import { UseEventLog1795700000000 } from './1795700000000-use-event-log';
import { DeliveryLeases1795700300000 } from './1795700300000-delivery-leases';
import { Ages1795700310000 } from './1795700310000-ages';
import { NotificationLists1795700320000 } from './1795700320000-notification-lists';
import { DropIdempotency1795700400000 } from './1795700400000-drop-idempotency';

/** In the order in which they run. */
export const migrations: MigrationClass[] = [
  CreateNotifications1763683200000,
  UseEventLog1795700000000,
  DeliveryLeases1795700300000,
  Ages1795700310000,
  NotificationLists1795700320000,
  DropIdempotency1795700400000,
];
