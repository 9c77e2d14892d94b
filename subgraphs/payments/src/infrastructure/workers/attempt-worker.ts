import type { Logger, Metrics } from '@oms/telemetry';
import type { Attempts } from '../../application/ports/attempts';
import type { NewId } from '../../application/ports/ids';
import type { PaymentProvider } from '../../application/ports/payment-provider';
import type { Payments } from '../../application/ports/payments';
import { recordFindings } from '../../application/record-findings';
import { settleAttempt } from '../../application/settle-attempt';
import { worker, type Worker } from './worker';

const POLL_MS = 200;

export interface AttemptWorkerParts {
  readonly provider: PaymentProvider;
  readonly payments: Payments;
  readonly attempts: Attempts;
  readonly newId: NewId;
  readonly concurrencyMax: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Takes the intents to charge to the provider, and brings back what became of them. */
export const attemptWorker = (parts: AttemptWorkerParts): Worker => {
  const { provider, payments, attempts, newId, concurrencyMax, logger, metrics } = parts;
  const findings = metrics.counter('payments_attempt_findings_total', 'What the provider said of attempts.', [
    'finding',
  ]);
  const settle = settleAttempt(provider);
  return worker({
    name: 'attempts',
    concurrencyMax,
    pollMs: POLL_MS,
    claim: (max) => attempts.claim(max),
    perform: async (due) => {
      const settled = await settle(due);
      const { finding, attempt } = settled;
      findings.inc({ finding: finding.kind });
      if (finding.kind === 'Unknown') {
        const { orderId, claims, causation } = attempt;
        logger.warn(
          { orderId, attempt: attempt.attempt, claims, correlationId: causation.correlationId, reason: finding.reason },
          'the outcome of an attempt is unknown',
        );
      }
      return settled;
    },
    record: recordFindings({ payments, attempts, newId, luck: Math.random }),
    logger,
  });
};
