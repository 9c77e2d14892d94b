import type { Retention } from '@oms/database';
import { messagingRetentions } from '@oms/messaging';

/** Longer than a customer may be given money back: news of an order that is not known any more is a dead letter. */
const TWO_YEARS_DAYS = 730;

/** Until when notifications keeps what was told to whom; docs/data-retention.md says why. */
export const retentions: readonly Retention[] = [
  ...messagingRetentions,
  { table: 'known_orders', column: 'known_at', olderThan: { days: TWO_YEARS_DAYS } },
  { table: 'notifications', column: 'created_at', olderThan: { days: TWO_YEARS_DAYS }, where: `status <> 'QUEUED'` },
];
