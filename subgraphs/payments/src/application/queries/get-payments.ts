import type { Actor } from '@oms/kernel';
import { isAllowed } from './access';
import type { PageRequest, PaymentView, PaymentViews } from './ports/payment-views';

const allowedBy = (actor: Actor | undefined, found: readonly PaymentView[]): readonly PaymentView[] =>
  actor === undefined ? [] : found.filter((payment) => isAllowed(actor, payment));

/** Somebody else's payment looks like none. */
export const getPayments =
  (views: PaymentViews) =>
  async (ids: readonly string[], actor: Actor | undefined): Promise<readonly PaymentView[]> =>
    allowedBy(actor, await views.byIds(ids));

/** Somebody else's payment looks like none. */
export const getPaymentsOfOrders =
  (views: PaymentViews) =>
  async (orderIds: readonly string[], actor: Actor | undefined): Promise<readonly PaymentView[]> =>
    allowedBy(actor, await views.byOrderIds(orderIds));

/** For operators: of everybody. */
export const listPayments =
  (views: PaymentViews) =>
  (request: PageRequest): Promise<readonly PaymentView[]> =>
    views.page(request);
