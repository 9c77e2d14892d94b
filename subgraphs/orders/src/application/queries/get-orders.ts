import { emptyPage, type Actor, type Id, type Page, type PageRequest } from '@oms/kernel';
import type { CustomerId } from '../../domain/order/values';
import { maySee, operates } from '../access';
import type { OrderFilter, OrderView, OrderViews } from '../ports/order-views';

/** The orders with these ids that the actor may see; others' orders are left out like those that do not exist. */
export const getOrders =
  (views: OrderViews) =>
  async (ids: readonly Id<'Order'>[], actor: Actor | undefined): Promise<readonly OrderView[]> =>
    (await views.find(ids)).filter(({ customerId }) => maySee(actor, customerId));

/** Newest first. A customer sees their own orders, whatever the filter requests. */
export const listOrders =
  (views: OrderViews) =>
  async (filter: OrderFilter, page: PageRequest, actor: Actor | undefined): Promise<Page<OrderView>> => {
    if (operates(actor)) return views.list(filter, page);
    if (actor === undefined || (filter.customerId !== undefined && filter.customerId !== actor.id)) return emptyPage;
    return views.list({ ...filter, customerId: actor.id as CustomerId }, page);
  };

/** A customer exists for this context once they have an order; for themselves, also before that. */
export const getCustomer =
  (views: OrderViews) =>
  async (id: CustomerId, actor: Actor | undefined): Promise<{ readonly id: CustomerId } | undefined> => {
    if (id === actor?.id) return { id };
    return operates(actor) && (await views.hasOrders(id)) ? { id } : undefined;
  };
