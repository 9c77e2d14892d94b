import { daysAgo, describeRetentions, idOf } from '@oms/messaging/testing';
import type { RetentionCase } from '@oms/testing';
import { entities } from './entities';
import { migrations } from './migrations';
import { retentions } from './retentions';

const known = (last: number, at: string, goes: boolean): RetentionCase => ({
  table: 'known_orders',
  row: `(order_id, customer_id, number, total_minor, currency, known_at)
    values (${idOf(last)}, 'ada', 'A-1', 1, 'USD', ${at})`,
  goes,
});

const notification = (last: number, { status, at }: { status: string; at: string }, goes: boolean): RetentionCase => ({
  table: 'notifications',
  row: `(id, event_id, channel, kind, recipient, body, status, cause, created_at)
    values (${idOf(last)}, ${idOf(last)}, 'EMAIL', 'ORDER_CONFIRMED', 'ada@example.com', 'b', '${status}', '{}', ${at})`,
  goes,
});

const cases: readonly RetentionCase[] = [
  known(1, daysAgo(731), true),
  known(2, daysAgo(729), false),
  notification(1, { status: 'SENT', at: daysAgo(731) }, true),
  notification(2, { status: 'FAILED', at: daysAgo(731) }, true),
  notification(3, { status: 'QUEUED', at: daysAgo(731) }, false),
  notification(4, { status: 'SENT', at: daysAgo(729) }, false),
];

describeRetentions('notifications', { entities, migrations, retentions, cases });
