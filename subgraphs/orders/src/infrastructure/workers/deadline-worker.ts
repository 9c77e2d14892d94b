import type { Database } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import { loop } from '@oms/workers';
import type { CheckoutRepository } from '../../application/ports/checkout-repository';
import { typeormCheckoutRepository } from '../persistence/checkout-repository';

/** How late a deadline may be noticed. */
const POLL_MS = 250;

interface Parts {
  readonly database: Database;
  /** Resolves to whether there may be more deadlines that have passed. */
  readonly passDeadlines: (checkouts: CheckoutRepository) => Promise<boolean>;
  readonly logger: Logger;
}

/** Finds deadlines that have passed, by the database's clock. Every replica runs it: each takes what no other has locked. */
export const deadlineWorker = ({ database, passDeadlines, logger }: Parts): Service =>
  loop({
    name: 'deadlines',
    pollMs: POLL_MS,
    run: () => database.transaction((tx) => passDeadlines(typeormCheckoutRepository(tx)), { pool: 'work' }),
    logger,
  });
