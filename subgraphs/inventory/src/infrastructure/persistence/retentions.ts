import { idempotencyRetention, type Retention } from '@oms/database';
import { messagingRetentions } from '@oms/messaging';

/** Until when inventory keeps what is no business data; docs/data-retention.md says why, and what is kept for ever. */
export const retentions: readonly Retention[] = [idempotencyRetention, ...messagingRetentions];
