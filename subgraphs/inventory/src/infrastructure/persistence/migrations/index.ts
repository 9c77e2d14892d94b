import { UseEventLog1795700000000 } from './migrations/1795700000000-use-event-log';
import { Ages1795700310000 } from './migrations/1795700310000-ages';
import { ProductLists1795700320000 } from './migrations/1795700320000-product-lists';
import { CreateInventory1795219200000 } from './migrations/create-inventory';
import { productSchema, stockLevelSchema } from './product-row';

/** What `openDatabase` needs to know of inventory's schema. */
export const inventoryTables = {
  entities: [productSchema, stockLevelSchema],
  migrations: [CreateInventory1795219200000, UseEventLog1795700000000, Ages1795700310000, ProductLists1795700320000],
};
