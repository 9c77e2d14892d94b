import type { StatusChange } from '../order-view';

/** A change as it was published, or word that some may have been missed. */
export type News = { readonly kind: 'Changed'; readonly change: StatusChange } | { readonly kind: 'Missed' };

/** Tells this process of every order's status changes, whichever replica made them. May repeat itself. */
export interface OrderNews {
  /** Returns how to unsubscribe. */
  subscribe(listener: (news: News) => void): () => void;
}
