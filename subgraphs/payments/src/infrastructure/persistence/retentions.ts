import { idempotencyRetention, type Retention } from '@oms/database';
import { messagingRetentions } from '@oms/messaging';

/** Providers repeat a webhook for days. One that comes later all the same changes nothing: its command was done. */
const HANDLED_DAYS = 30;
/** An alarm tells of each; whoever looks into one has a year. */
const PARKED_DAYS = 365;

/** Until when payments keeps what is no business data; docs/data-retention.md says why, and what is kept for ever. */
export const retentions: readonly Retention[] = [
  idempotencyRetention,
  ...messagingRetentions,
  {
    table: 'webhooks',
    column: 'received_at',
    olderThan: { days: HANDLED_DAYS },
    where: `state in ('HANDLED', 'IGNORED')`,
  },
  { table: 'webhooks', column: 'received_at', olderThan: { days: PARKED_DAYS }, where: `state = 'PARKED'` },
];
