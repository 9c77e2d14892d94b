import type { StockViews } from './ports/stock-views';
import type { ReservationView } from './views';

/** Who looks. */
export interface Viewer {
  readonly customerId: string;
  /** Operators see every order. */
  readonly operator: boolean;
}

const mayView = (viewer: Viewer, reservation: ReservationView): boolean =>
  viewer.operator || reservation.customerId === viewer.customerId;

/** The reservations of these orders that the viewer may see: somebody else's order looks like one that does not exist. */
export const getReservations =
  (views: StockViews) =>
  async (orderIds: readonly string[], viewer: Viewer): Promise<readonly ReservationView[]> =>
    (await views.reservations(orderIds)).filter((reservation) => mayView(viewer, reservation));
