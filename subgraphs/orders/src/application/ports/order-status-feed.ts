import type { StatusChange } from './order-views';

/** A change as it was published, or a gap: changes may have been missed. */
export type StatusNotice = { readonly kind: 'Changed'; readonly change: StatusChange } | { readonly kind: 'Gap' };

/** Every order's status changes, published by any replica. A change may come more than once. */
export interface OrderStatusFeed {
  /** Returns how to unsubscribe. */
  subscribe(listener: (notice: StatusNotice) => void): () => void;
}
