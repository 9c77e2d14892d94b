import { rowsOf, type Tx } from '@oms/database';
import type { KnownOrder, KnownOrders } from '../../application/ports/customer-messages';

/** In one order: two batches that name the same orders wait for each other on the unique key, and never in a circle. */
const insert = `
insert into known_orders (order_id, customer_id, number, total_minor, currency, email, phone)
select order_id, customer_id, number, total_minor, currency, email, phone
from json_to_recordset($1) as new (order_id uuid, customer_id text, number text, total_minor bigint, currency text,
  email text, phone text)
order by order_id
on conflict (order_id) do nothing`;

const select = `
select order_id, customer_id, number, total_minor::text as total_minor, currency, email, phone
from known_orders where order_id = any($1::uuid[])`;

interface Row {
  readonly order_id: string;
  readonly customer_id: string;
  readonly number: string;
  readonly total_minor: string;
  readonly currency: string;
  readonly email: string | null;
  readonly phone: string | null;
}

const toRow = ({ orderId, customerId, number, total, contact }: KnownOrder): Row => ({
  order_id: orderId,
  customer_id: customerId,
  number,
  total_minor: total.amountMinor.toString(),
  currency: total.currency,
  ...contact,
});

const fromRow = (row: Row): KnownOrder => ({
  orderId: row.order_id,
  customerId: row.customer_id,
  number: row.number,
  total: { amountMinor: BigInt(row.total_minor), currency: row.currency },
  contact: { email: row.email, phone: row.phone },
});

export const sqlKnownOrders = (tx: Tx): KnownOrders => ({
  remember: async (orders) => {
    await rowsOf(tx, insert, [JSON.stringify(orders.map(toRow))]);
  },
  find: async (orderIds) => (await rowsOf<Row>(tx, select, [orderIds])).map(fromRow),
});
