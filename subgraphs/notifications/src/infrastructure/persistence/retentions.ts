import type { Retention } from '@oms/database';
import { messagingRetentions } from '@oms/messaging';

/** Longer than a payment may be refunded: an event of an order that has no copy any more becomes a dead letter. */
const TWO_YEARS_DAYS = 730;

/** Until when notifications keeps its rows; docs/data-retention.md has the reasons. */
export const retentions: readonly Retention[] = [
  ...messagingRetentions,
  { table: 'known_orders', column: 'known_at', olderThan: { days: TWO_YEARS_DAYS } },
  { table: 'notifications', column: 'created_at', olderThan: { days: TWO_YEARS_DAYS }, where: `status <> 'QUEUED'` },
];
