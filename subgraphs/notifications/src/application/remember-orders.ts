import type { KnownOrder, KnownOrders } from './ports/customer-messages';

/** Events carry ids; whom to tell is known from the order's first event alone. */
export const rememberOrders =
  (orders: KnownOrders) =>
  (created: readonly KnownOrder[]): Promise<void> =>
    orders.remember(created);
