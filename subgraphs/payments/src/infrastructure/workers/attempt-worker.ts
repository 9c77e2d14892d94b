import { isTransientDatabaseError } from '@oms/database';
import type { NewId } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import { backoff, leasedWorker, type Loop } from '@oms/workers';
import { recordAttempts } from '../../application/commands/record-attempts';
import { settleAttempt } from '../../application/commands/settle-attempt';
import { attemptId, type AttemptQueue } from '../../application/ports/attempt-queue';
import type { PaymentProvider } from '../../application/ports/payment-provider';
import type { PaymentChanges } from '../../application/ports/payment-repository';

const POLL_MS = 200;

/** What both workers that call the provider need. */
export interface ProviderWorkerParts {
  readonly provider: PaymentProvider;
  readonly payments: PaymentChanges;
  /** Of the calls of this worker. */
  readonly concurrencyMax: number;
  /** Longer than a call of the provider and the recording of its result take. */
  readonly leaseMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

interface AttemptWorkerParts extends ProviderWorkerParts {
  readonly attempts: AttemptQueue;
  readonly newId: NewId;
}

/** Charges, voids and queries at the provider what the attempt queue has, and records the results. */
export const attemptWorker = (parts: AttemptWorkerParts): Loop => {
  const { provider, payments, attempts, newId, concurrencyMax, leaseMs, logger, metrics } = parts;
  const results = metrics.counter('payments_attempt_results_total', 'Results of provider calls about attempts.', [
    'result',
  ]);
  const settle = settleAttempt(provider);
  return leasedWorker({
    name: 'attempts',
    concurrencyMax,
    pollMs: POLL_MS,
    lease: { ms: leaseMs },
    idOf: attemptId,
    claim: (request) => attempts.claim(request),
    perform: async (due) => {
      const settled = await settle(due);
      const { result, attempt } = settled;
      results.inc({ result: result.kind });
      if (result.kind === 'Unknown') {
        const { orderId, claims, causation } = attempt;
        logger.warn(
          { orderId, attempt: attempt.attempt, claims, correlationId: causation.correlationId, reason: result.reason },
          'the result of an attempt is unknown',
        );
      }
      return settled;
    },
    record: recordAttempts({ payments, attempts, newId, backoff }),
    isTransient: isTransientDatabaseError,
    drainMs: leaseMs,
    logger,
  });
};
