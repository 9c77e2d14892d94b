import { idempotencyRetention, type Retention } from '@oms/database';
import { messagingRetentions } from '@oms/messaging';

/** Until when inventory keeps rows that are not business data; docs/data-retention.md has the reasons, and what is kept for ever. */
export const retentions: readonly Retention[] = [idempotencyRetention, ...messagingRetentions];
