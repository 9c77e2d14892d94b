import { isTransientDatabaseError, type Database } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import { backoff, leasedWorker, measurement, type Loop } from '@oms/workers';
import { recordRefunds, settleRefund, type SettledRefund } from '../../application/commands/settle-refund';
import type { DueRefund, RefundQueue } from '../../application/ports/refund-queue';
import { overdueRefunds } from '../persistence/refund-queue';
import type { ProviderWorkerParts } from './attempt-worker';

const POLL_MS = 200;

interface RefundWorkerParts extends ProviderWorkerParts {
  readonly refunds: RefundQueue;
}

/** Refunds at the provider what the refund queue has, until it is confirmed. */
export const refundWorker = (parts: RefundWorkerParts): Loop => {
  const { provider, payments, refunds, concurrencyMax, leaseMs, logger, metrics } = parts;
  const results = metrics.counter('payments_refund_results_total', 'Results of provider calls about refunds.', [
    'result',
  ]);
  const settle = settleRefund(provider);
  return leasedWorker<DueRefund, SettledRefund>({
    name: 'refunds',
    concurrencyMax,
    pollMs: POLL_MS,
    lease: { ms: leaseMs },
    idOf: ({ refundId }) => refundId,
    claim: (request) => refunds.claim(request),
    perform: async (due) => {
      const settled = await settle(due);
      const { result, refund } = settled;
      results.inc({ result: result.kind });
      if (result.kind === 'Unknown' || result.kind === 'Refused') {
        const { refundId, orderId, claims, causation } = refund;
        logger.warn(
          { refundId, orderId, claims, correlationId: causation.correlationId, reason: result.reason },
          'a refund was not confirmed; it is tried again',
        );
      }
      return settled;
    },
    record: recordRefunds({ payments, refunds, backoff }),
    isTransient: isTransientDatabaseError,
    drainMs: leaseMs,
    logger,
  });
};

const OVERDUE_EVERY_MS = 5_000;
/** A refund that was attempted so often needs an operator. */
const ATTEMPTS_ALARM = 10;

/** Measures the refunds that the provider does not confirm, for an alarm. */
export const overdueRefundsMeasurement = (database: Database, logger: Logger, metrics: Metrics): Service => {
  const overdue = metrics.gauge(
    'payments_refunds_overdue',
    `Refunds that were attempted more than ${ATTEMPTS_ALARM.toString()} times: alarm above 0.`,
  );
  return measurement({
    name: 'overdue_refunds',
    everyMs: OVERDUE_EVERY_MS,
    measure: async () => {
      overdue.set(await overdueRefunds(database, ATTEMPTS_ALARM));
    },
    metrics,
    logger,
  });
};
