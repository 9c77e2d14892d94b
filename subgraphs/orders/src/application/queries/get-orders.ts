import type { CustomerId, OrderId } from '../domain/order/values';
import type { OrderView } from './order-view';
import type { Listed, PageRequest } from './page';
import type { OrderFilter, OrderViews } from './ports/order-views';
import { maySee, type Viewer } from './viewer';

/** The orders with these ids that the viewer may see; somebody else's are left out like those that do not exist. */
export const getOrders =
  (views: OrderViews) =>
  async (viewer: Viewer, ids: readonly OrderId[]): Promise<readonly OrderView[]> =>
    (await views.find(ids)).filter(({ customerId }) => maySee(viewer, customerId));

/** Newest first, one more than asked for when there are more. A customer sees their own orders, whatever the filter asks for. */
export const listOrders =
  (views: OrderViews) =>
  async (viewer: Viewer, filter: OrderFilter, page: PageRequest): Promise<readonly Listed<OrderView>[]> => {
    if (viewer.operates) return views.list(filter, page);
    if (filter.customerId !== undefined && filter.customerId !== viewer.id) return [];
    return views.list({ ...filter, customerId: viewer.id }, page);
  };

/** Orders knows a customer by their orders; the caller is a customer even before the first one. */
export const findCustomer =
  (views: OrderViews) =>
  async (viewer: Viewer, id: CustomerId): Promise<{ readonly id: CustomerId } | undefined> => {
    if (id === viewer.id) return { id };
    return viewer.operates && (await views.hasOrders(id)) ? { id } : undefined;
  };
