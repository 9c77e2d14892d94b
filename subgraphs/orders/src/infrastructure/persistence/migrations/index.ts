import type { MigrationClass } from '@oms/database';
import { CreateOrders1795219200000 } from './1795219200000-create-orders';
import { UseEventLog1795700000000 } from './1795700000000-use-event-log';
import { EraseTokens1795700120000 } from './1795700120000-erase-tokens';
import { Ages1795700310000 } from './1795700310000-ages';
import { OrderLists1795700320000 } from './1795700320000-order-lists';

/** In the order in which they run. */
export const migrations: MigrationClass[] = [
  CreateOrders1795219200000,
  UseEventLog1795700000000,
  EraseTokens1795700120000,
  Ages1795700310000,
  OrderLists1795700320000,
];
