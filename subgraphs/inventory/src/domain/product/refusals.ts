export type ProductRefusal =
  | { readonly code: 'PRODUCT_ALREADY_LISTED' }
  | { readonly code: 'PRODUCT_NOT_LISTED' }
  /** The count would fall below what is held for orders, which is `reserved`; it is 0 when nothing is held. */
  | { readonly code: 'STOCK_BELOW_RESERVED'; readonly reserved: number }
  | { readonly code: 'STOCK_ABOVE_MAXIMUM'; readonly maximum: number };
