import { once, type Database } from '@oms/database';
import type { IdempotentRequests } from '../../application/ports/idempotent-requests';
import { sqlPaymentViews } from './sql-payment-views';
import { paymentsIn } from './sql-payments';

export const sqlIdempotentRequests = (database: Database, provider: string): IdempotentRequests => ({
  once: ({ caller: actorId, ...request }, effect) =>
    database.transaction((tx) =>
      once(tx, { ...request, actorId }, () =>
        effect({ payments: paymentsIn(tx, provider), views: sqlPaymentViews(tx) }),
      ),
    ),
});
