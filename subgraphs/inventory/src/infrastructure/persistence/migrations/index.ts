import type { MigrationClass } from '@oms/database';
import { CreateInventory1795219200000 } from './1795219200000-create-inventory';
import { UseEventLog1795700000000 } from './1795700000000-use-event-log';
import { Ages1795700310000 } from './1795700310000-ages';
import { ProductLists1795700320000 } from './1795700320000-product-lists';

/** In the order in which they run. */
export const migrations: readonly MigrationClass[] = [
  CreateInventory1795219200000,
  UseEventLog1795700000000,
  Ages1795700310000,
  ProductLists1795700320000,
];
