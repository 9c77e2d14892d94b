import type { Actor, Id, Page, PageRequest } from '@oms/kernel';
import { maySee } from '../access';
import type { PaymentFilter, PaymentView, PaymentViews } from '../ports/payment-views';

const visibleTo = (actor: Actor | undefined, payments: readonly PaymentView[]): readonly PaymentView[] =>
  payments.filter(({ customerId }) => maySee(actor, customerId));

/** A payment that the actor may not see is left out, like one that does not exist. */
export const getPayments =
  (views: PaymentViews) =>
  async (ids: readonly Id<'Payment'>[], actor: Actor | undefined): Promise<readonly PaymentView[]> =>
    visibleTo(actor, await views.byIds(ids));

/** A payment that the actor may not see is left out, like one that does not exist. */
export const getPaymentsOfOrders =
  (views: PaymentViews) =>
  async (orderIds: readonly Id<'Order'>[], actor: Actor | undefined): Promise<readonly PaymentView[]> =>
    visibleTo(actor, await views.byOrderIds(orderIds));

/** The payments of all customers: the schema allows it to operators only. */
export const listPayments =
  (views: PaymentViews) =>
  (filter: PaymentFilter, page: PageRequest): Promise<Page<PaymentView>> =>
    views.list(filter, page);
