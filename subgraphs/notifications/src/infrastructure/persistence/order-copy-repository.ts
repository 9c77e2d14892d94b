import { rowsOf, type Tx } from '@oms/database';
import type { OrderCopyRepository } from '../../application/ports/order-copy-repository';
import type { OrderCopy } from '../../domain/notification/order-copy';
import type { OrderCopyRow } from './entities';

/**
 * SQL because it is hot and set-based: once for each batch of new orders. In one order: two batches of the same orders wait
 * for each other on the unique key, and never in a circle.
 */
const insert = `
insert into known_orders (order_id, customer_id, number, total_minor, currency, email, phone)
select "orderId", "customerId", number, "totalMinor", currency, email, phone
from json_to_recordset($1) as new ("orderId" uuid, "customerId" text, number text, "totalMinor" bigint, currency text,
  email text, phone text)
order by "orderId"
on conflict (order_id) do nothing`;

/** SQL because it is hot: once for each batch of events, as one prepared statement. */
const select = `
select order_id as "orderId", customer_id as "customerId", number, total_minor::text as "totalMinor", currency, email, phone
from known_orders where order_id = any($1::uuid[])`;

const toRow = ({ orderId, customerId, number, total, contact }: OrderCopy): OrderCopyRow => ({
  orderId,
  customerId,
  number,
  totalMinor: total.amountMinor.toString(),
  currency: total.currency,
  ...contact,
});

const fromRow = ({ orderId, customerId, number, totalMinor, currency, email, phone }: OrderCopyRow): OrderCopy => ({
  orderId,
  customerId,
  number,
  total: { amountMinor: BigInt(totalMinor), currency },
  contact: { email, phone },
});

export const typeormOrderCopyRepository = (tx: Tx): OrderCopyRepository => ({
  add: async (orders) => {
    await rowsOf(tx, insert, [JSON.stringify(orders.map(toRow))]);
  },
  find: async (orderIds) => (await rowsOf<OrderCopyRow>(tx, select, [orderIds])).map(fromRow),
});
