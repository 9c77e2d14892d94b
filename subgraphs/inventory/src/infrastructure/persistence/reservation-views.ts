import { rowsOf, type Database } from '@oms/database';
import type { ReservationView, ReservationViews } from '../../application/ports/reservation-views';
import type { ReservationRow } from './entities';

/** Hot: read for each order of a list of orders. */
const reservationsOf = `
select order_id as "orderId", customer_id as "customerId", status, reserved_at as "reservedAt", coalesce((
  select json_agg(json_build_object('sku', line.sku, 'quantity', line.quantity) order by line.sku)
  from reservation_lines as line where line.order_id = reservation.order_id), '[]') as lines
from reservations as reservation where order_id = any($1::uuid[])`;

type ReservationViewRow = Omit<ReservationRow, 'version'> & Pick<ReservationView, 'lines'>;

const toView = ({ status, reservedAt, ...row }: ReservationViewRow): ReservationView => ({
  ...row,
  status: status === 'REJECTED_AND_CLOSED' ? 'REJECTED' : status,
  reservedAt: reservedAt.getTime(),
});

/** Reads on the pool of requests from clients. */
export const typeormReservationViews = ({ requests }: Database): ReservationViews => ({
  reservations: async (orderIds) =>
    (await rowsOf<ReservationViewRow>(requests, reservationsOf, [orderIds])).map(toView),
});
