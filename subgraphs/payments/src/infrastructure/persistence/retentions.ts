import { idempotencyRetention, type Retention } from '@oms/database';
import { messagingRetentions } from '@oms/messaging';

/** Providers repeat a webhook for days. One that comes later still changes nothing: its command was applied. */
const HANDLED_DAYS = 30;
/** Each raises an alarm; an operator has a year to look into it. */
const PARKED_DAYS = 365;

/** The retentions of what is not business data; docs/data-retention.md has the reasons, and what is kept for ever. */
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
