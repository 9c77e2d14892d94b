import { daysAgo, describeRetentions, idOf } from '@oms/messaging/testing';
import type { RetentionCase } from '@oms/testing';
import { entities } from './entities';
import { migrations } from './migrations';
import { retentions } from './retentions';

const order = (last: number, placedAt: string): RetentionCase => ({
  table: 'orders',
  row: `(id, number, customer_id, source, status, lines, total_minor, currency, contact, shipping_address,
    payment_method_given, version, step, checkout, correlation_id, placed_at, updated_at)
    values (${idOf(last)}, '${last.toString()}', 'ada', 'API', 'PAID', '[]', 1, 'USD', '{}', '{}', true, 1, 'Completed',
    '{}', 'c', ${placedAt}, ${placedAt})`,
  goes: false,
});

const price = (sku: string): RetentionCase => ({
  table: 'price_book',
  row: `(sku, name, amount_minor, currency, active, sequence) values ('${sku}', 'Tea', 1, 'USD', false, 1)`,
  goes: false,
});

const received = (orderId: number, at: string, goes: boolean): RetentionCase => ({
  table: 'timeline',
  row: `(order_id, version, event, heard_at) values (${idOf(orderId)}, 1, '{}', ${at})`,
  goes,
});

const letter = (
  last: number,
  { status, settledAt }: { status: string; settledAt: string },
  goes: boolean,
): RetentionCase => ({
  table: 'dead_letter_list',
  row: `(id, consumer, subject, event, error, deliveries, status, sequence, failed_at, settled_at)
    values (${idOf(last)}, 'c', 's', '{}', 'e', 1, '${status}', 1, ${daysAgo(7_300)}, ${settledAt})`,
  goes,
});

/** Order 1 is old and settled, order 2 old and not, order 3 young. */
const cases: readonly RetentionCase[] = [
  order(1, daysAgo(7_300)),
  order(2, daysAgo(7_300)),
  order(3, daysAgo(1)),
  {
    table: 'deadlines',
    row: `(order_id, step, since) values (${idOf(2)}, 'Abandoned', ${daysAgo(7_300)})`,
    goes: false,
  },
  { table: 'deadlines', row: `(order_id, step) values (${idOf(3)}, 'TakingPayment')`, goes: false },
  price('OLD-TEA'),
  price('NEW-TEA'),
  received(1, daysAgo(366), true),
  received(1, daysAgo(364), false),
  received(2, daysAgo(366), false),
  received(3, daysAgo(1), false),
  letter(1, { status: 'OPEN', settledAt: 'null' }, false),
  letter(2, { status: 'RESOLVED', settledAt: daysAgo(91) }, true),
  letter(3, { status: 'DISMISSED', settledAt: daysAgo(91) }, true),
  letter(4, { status: 'RESOLVED', settledAt: daysAgo(89) }, false),
];

describeRetentions('orders', { entities, migrations, retentions, cases });
