import { Client } from 'pg';
import type { Addresses } from './fixture';
import { providerLedger } from './provider-ledger';

/** The violated invariants, read from the tables of every context and from the provider's ledger. Empty when all hold. */
export type Violations = readonly string[];

const invariants: Readonly<Record<string, string>> = {
  'a stock level differs from the sum of its held reservations': `
    select level.sku, level.reserved, coalesce(held.quantity, 0) as held
    from inventory.stock_levels as level
    left join (
      select line.sku, sum(line.quantity) as quantity
      from inventory.reservation_lines as line join inventory.reservations as reservation using (order_id)
      where reservation.status = 'HELD' group by line.sku) as held using (sku)
    where level.reserved <> coalesce(held.quantity, 0)`,
  'the movements of a product do not add up to its stock level': `
    select level.sku from inventory.stock_levels as level
    join (select sku, sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved
          from inventory.stock_movements group by sku) as moved using (sku)
    where level.on_hand <> moved.on_hand or level.reserved <> moved.reserved`,
  'a paid order holds no stock': `
    select id from orders.orders where status = 'PAID'
    and not exists (select 1 from inventory.reservations where order_id = orders.id and status = 'HELD')`,
  'a settled order that is not paid holds stock': `
    select id from orders.orders where status in ('FAILED', 'CANCELLED')
    and exists (select 1 from inventory.reservations where order_id = orders.id and status = 'HELD')`,
  'an event is not in the log': ['orders', 'inventory', 'payments', 'notifications']
    .map(
      (schema) => `select '${schema}' as context, type, id from ${schema}.events
        where not exists (select from ${schema}.event_log where event_id = events.id)`,
    )
    .join(' union all '),
  'an order has a gap in its history': `
    select aggregate_id from orders.events where aggregate_type = 'Order'
    group by aggregate_id having count(*) <> max(sequence)`,
  'an event is parked': ['orders', 'inventory', 'payments', 'notifications']
    .map((schema) => `select '${schema}' as context, publisher, position, error from ${schema}.parked_events`)
    .join(' union all '),
  'an event is a dead letter': ['orders', 'inventory', 'payments', 'notifications']
    .map((schema) => `select consumer, error from ${schema}.dead_letters`)
    .join(' union all '),
};

interface OrderRow {
  readonly id: string;
  readonly status: string;
  readonly total: string;
}

const ordersQuery = `select id, status, total_minor::text as total from orders.orders`;

/** PAID: charged exactly once, exactly the total. FAILED or CANCELLED: whatever was charged is refunded. */
const balanceViolations = async (orders: readonly OrderRow[], addresses: Addresses): Promise<Violations> => {
  const charges = await providerLedger(addresses.provider).charges();
  return orders.flatMap(({ id, status, total }) => {
    const own = charges.filter(({ metadata }) => metadata['order_id'] === id);
    const balance = own.reduce((sum, { amount, refunded }) => sum + amount - refunded, 0);
    const due = status === 'PAID' ? Number(total) : 0;
    if (own.length > 1) return [`order ${id} was charged ${own.length.toString()} times`];
    return balance === due
      ? []
      : [`order ${id} is ${status}, but its balance is ${balance.toString()}, not ${due.toString()}`];
  });
};

export const audit = async (addresses: Addresses): Promise<Violations> => {
  const client = new Client({ connectionString: addresses.database });
  await client.connect();
  try {
    const violations: string[] = [];
    for (const [invariant, sql] of Object.entries(invariants)) {
      const { rows } = await client.query<object>(sql);
      violations.push(...rows.map((row) => `${invariant}: ${JSON.stringify(row)}`));
    }
    const { rows: orders } = await client.query<OrderRow>(ordersQuery);
    return [...violations, ...(await balanceViolations(orders, addresses))];
  } finally {
    await client.end();
  }
};

const fingerprintOf = (schema: string, table: string): string =>
  `select '${schema}.${table}' as name, md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) as hash from ${schema}.${table} as t`;

const tablesQuery = `
select table_schema as schema, table_name as name from information_schema.tables
where table_schema in ('orders', 'inventory', 'payments', 'notifications') and table_type = 'BASE TABLE'
  and table_name not in ('event_log', 'event_log_head', 'event_redactions', 'cursors')`;

/**
 * A hash of every row of every table. Equal before and after means that nothing was written.
 *
 * The tables of the event log are left out: they follow the events asynchronously.
 */
export const fingerprint = async (addresses: Addresses): Promise<Readonly<Record<string, string>>> => {
  const client = new Client({ connectionString: addresses.database });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ schema: string; name: string }>(tablesQuery);
    const sql = tables.map(({ schema, name }) => fingerprintOf(schema, name)).join(' union all ');
    const { rows } = await client.query<{ name: string; hash: string }>(sql);
    return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
  } finally {
    await client.end();
  }
};
