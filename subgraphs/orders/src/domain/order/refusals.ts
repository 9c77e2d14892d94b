import type { Sku } from './values';

/** Which rule of the state machine forbids a command. */
export type OrderRefusal = 'ORDER_NOT_PLACED' | 'ORDER_NOT_PENDING' | 'ORDER_NOT_PAID' | 'ORDER_NOT_CANCELLABLE';

/** Why an order cannot be priced; `item` is the index of the item at fault. */
export type PricingRefusal =
  | {
      readonly code: 'UNKNOWN_PRODUCT' | 'INACTIVE_PRODUCT' | 'MIXED_CURRENCIES' | 'QUANTITY_TOO_LARGE';
      readonly item: number;
      readonly sku: Sku;
    }
  | { readonly code: 'TOTAL_TOO_LARGE' };
