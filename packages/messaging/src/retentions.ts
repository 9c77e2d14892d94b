import type { Retention } from '@oms/database';

/** What an operator decided is in `events`. */
const SETTLED_DAYS = 90;
/** Twice as long as a stream kept a message when there was an inbox. */
export const INBOX_DAYS = 14;

/** Until when a context keeps the rows of this package's tables; docs/data-retention.md says why. */
export const messagingRetentions: readonly Retention[] = [
  { table: 'dead_letters', column: 'settled_at', olderThan: { days: SETTLED_DAYS }, where: `status <> 'OPEN'` },
  { table: 'inbox', column: 'handled_at', olderThan: { days: INBOX_DAYS } },
];
