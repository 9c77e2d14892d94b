import { isAllowed, type Caller } from './caller';
import type { PageRequest, PaymentView, PaymentViews } from './ports/payment-views';

const allowedBy = (caller: Caller | undefined, found: readonly PaymentView[]): readonly PaymentView[] =>
  caller === undefined ? [] : found.filter((payment) => isAllowed(caller, payment));

/** Somebody else's payment looks like none. */
export const getPayments =
  (views: PaymentViews) =>
  async (ids: readonly string[], caller: Caller | undefined): Promise<readonly PaymentView[]> =>
    allowedBy(caller, await views.byIds(ids));

/** Somebody else's payment looks like none. */
export const getPaymentsOfOrders =
  (views: PaymentViews) =>
  async (orderIds: readonly string[], caller: Caller | undefined): Promise<readonly PaymentView[]> =>
    allowedBy(caller, await views.byOrderIds(orderIds));

/** For operators: of everybody. */
export const listPayments =
  (views: PaymentViews) =>
  (request: PageRequest): Promise<readonly PaymentView[]> =>
    views.page(request);
