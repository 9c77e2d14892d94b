import { idempotencyRetention, type Retention } from '@oms/database';
import { messagingRetentions } from '@oms/messaging';

/** The order's own events stay; copies of what other contexts published are kept for a year. */
const TIMELINE_DAYS = 365;
const SETTLED_LETTERS_DAYS = 90;

/** Until when orders keeps what is no business data; docs/data-retention.md has the reasons, and what is kept without a limit. */
export const retentions: readonly Retention[] = [
  idempotencyRetention,
  ...messagingRetentions,
  {
    table: 'timeline',
    column: 'heard_at',
    olderThan: { days: TIMELINE_DAYS },
    where: 'not exists (select from deadlines where deadlines.order_id = timeline.order_id)',
  },
  {
    table: 'dead_letter_list',
    column: 'settled_at',
    olderThan: { days: SETTLED_LETTERS_DAYS },
    where: `status <> 'OPEN'`,
  },
];
